import type { Update } from 'grammy/types';
import type { Delivery } from './delivery.ts';
import { inHanding, type Handing } from './handing.ts';

/** Pauses between two tries while a server is away, ms: doubled from the first to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** Messages that wait their turn in one chat from which on they are a flood: more than two albums. */
const FLOOD = 20;
/** Photos of a flood that are handed over side by side: of the database's connections others need some, too. */
const AT_ONCE = 5;

/** Taps and texts of one chat take turns: what they mean depends on what came before. Commands show, and photos say where they go. */
function takesTurns({ update }: Delivery): boolean {
  const text = (update.message ?? update.edited_message)?.text;
  return update.callback_query !== undefined || (text !== undefined && !text.startsWith('/'));
}

/**
 * The updates of one chat, one after another. One that a server's absence stops is tried again until it is done, and those that
 * take turns with it wait; the others go on.
 */
export class Lane {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #onEmpty: () => void;
  readonly #onBehind: (update: Update) => void;
  #coming: Delivery[] = [];
  #waiting: Delivery[] = [];
  /** Under way, or told by Telegram to wait. */
  #open = 0;
  #running: Promise<void> | undefined;
  #isDue = false;
  #isClosed = false;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param handle never rejects
   * @param onEmpty nothing is left to do
   * @param onBehind hears of what has to wait, since something that came before it in its chat waits for a server
   */
  constructor(
    handle: (update: Update) => Promise<void>,
    onEmpty: () => void,
    onBehind: (update: Update) => void = () => undefined,
  ) {
    this.#handle = handle;
    this.#onEmpty = onEmpty;
    this.#onBehind = onBehind;
  }

  add(delivery: Delivery): void {
    const [first] = this.#waiting;
    const turns = first && takesTurns(delivery);
    if (turns) this.#putBehind(first, [delivery]);
    else this.#coming.push(delivery);
    this.#run();
  }

  /** Updates whose turn has not come. */
  get queued(): readonly Delivery[] {
    return [...this.#coming, ...this.#waiting];
  }

  /** Updates that are being handled, or will be as soon as these are done. */
  get underWay(): number {
    return this.#coming.length + (this.#running ? 1 : 0);
  }

  /** Nothing is begun any more. @returns when what is being handled is done; what waits for a server, or for Telegram, is not */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#running ??= this.#handleAll().finally(() => {
      this.#running = undefined;
      if (this.#isClosed) return;
      // It may have come at this very moment.
      if (this.#coming.length > 0) this.#run();
      else if (this.#waiting.length > 0) this.#tryLater();
      else if (this.#open === 0) this.#onEmpty();
    });
  }

  async #handleAll(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      await Promise.all([next, ...this.#beside(next)].map((delivery) => this.#try(delivery)));
    }
  }

  /**
   * Photos are neither dropped nor confirmed before they are handed over, and a hundred of one person's are all that Telegram gives at
   * once: a flood of them goes in any order, so that nobody waits for it.
   */
  #beside(first: Delivery): Delivery[] {
    const isOneOfMany = ({ update, isKept }: Delivery) => isKept && update.message !== undefined;
    if (!isOneOfMany(first) || first.tries > 0 || this.#coming.length <= FLOOD) return [];
    const end = this.#coming.findIndex((delivery) => !isOneOfMany(delivery));
    return this.#coming.splice(0, Math.min(end === -1 ? AT_ONCE : end, AT_ONCE - 1));
  }

  #next(): Delivery | undefined {
    if (this.#isClosed) return undefined;
    return (this.#isDue ? this.#waiting.shift() : undefined) ?? this.#coming.shift();
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#isDue = true;
      this.#run();
    }, this.#pauseMs).unref();
  }

  async #try(delivery: Delivery): Promise<void> {
    const goneOn = Promise.withResolvers<void>();
    let isWanted = false;
    const handing: Handing = {
      since: (delivery.since ??= Date.now()),
      again: delivery.tries > 0,
      waited: delivery.waited,
      behind: this.#waiting.length > 0,
      handOn: () => delivery.handOn(),
      goOn: () => {
        delivery.handOn();
        goneOn.resolve();
      },
      tryAgain: (byAll) => {
        isWanted = true;
        delivery.waits = byAll;
      },
    };
    delivery.tries += 1;
    this.#open += 1;
    const handle = async () => {
      await inHanding(handing, () => this.#handle(delivery.update));
      this.#open -= 1;
      if (isWanted) this.#wait(delivery);
      else this.#end(delivery);
      // What has gone on ends when nothing else may be under way.
      this.#run();
    };
    await Promise.race([handle(), goneOn.promise]);
  }

  #wait(delivery: Delivery): void {
    this.#pauseMs = this.#isDue ? Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS) : this.#pauseMs;
    this.#isDue = false;
    const isFirstTry = delivery.tries === 1;
    this.#waiting = isFirstTry ? [...this.#waiting, delivery] : [delivery, ...this.#waiting];
    const behind = this.#coming.filter(takesTurns);
    this.#coming = this.#coming.filter((other) => !takesTurns(other));
    this.#putBehind(delivery, behind);
    for (const waiting of this.#waiting) waiting.waits = delivery.waits;
  }

  #putBehind(first: Delivery, behind: readonly Delivery[]): void {
    for (const delivery of behind) {
      delivery.waits = first.waits;
      delivery.waited = true;
      this.#waiting.push(delivery);
      this.#onBehind(delivery.update);
    }
  }

  #end(delivery: Delivery): void {
    if (this.#isDue) this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#waiting.length === 0) this.#isDue = false;
    delivery.end();
  }
}
