import type { Update } from 'grammy/types';
import type { Delivery } from './delivery.ts';
import { inHanding, type Handing } from './handing.ts';

/** Pause between two tries while a server is down, ms: doubled from the first to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** Most updates that are handled together: as many as Telegram delivers at once. */
const MOST_TOGETHER = 100;

/** Does something once it may be done. */
export type InTurn = (something: () => Promise<boolean>) => Promise<boolean>;

export interface LaneOptions {
  /** Hears of what has to wait: for many others, or since something that came before it in its chat waits for a server. */
  readonly onBehind?: (update: Update) => void;
  /** Whether an update may be handled together with adjacent ones of its kind; default: none. */
  readonly goesTogether?: (update: Update) => boolean;
}

/** Taps and texts of one chat take turns: their meaning depends on what came before. Commands only show; photos say where they go. */
function takesTurns({ update }: Delivery): boolean {
  const text = (update.message ?? update.edited_message)?.text;
  return update.callback_query !== undefined || (text !== undefined && !text.startsWith('/'));
}

/**
 * One chat's updates, in order. An update that a server's absence stops is tried again until it is done, and those that
 * take turns with it wait; the others go on.
 */
export class Lane {
  readonly #handle: (update: Update) => Promise<void>;
  readonly #onEmpty: () => void;
  readonly #inTurn: InTurn;
  readonly #options: LaneOptions;
  #coming: Delivery[] = [];
  #waiting: Delivery[] = [];
  /** In progress, or delayed by Telegram. */
  #open = 0;
  #running: Promise<void> | undefined;
  #isDue = false;
  #isClosed = false;
  #pauseMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param handle never rejects
   * @param onEmpty called when nothing is left
   * @param inTurn decides when this lane may go on
   */
  constructor(
    handle: (update: Update) => Promise<void>,
    { onEmpty, inTurn, ...options }: LaneOptions & { readonly onEmpty: () => void; readonly inTurn: InTurn },
  ) {
    this.#handle = handle;
    this.#onEmpty = onEmpty;
    this.#inTurn = inTurn;
    this.#options = options;
  }

  add(delivery: Delivery): void {
    const [first] = this.#waiting;
    const turns = first && takesTurns(delivery);
    if (turns) this.#putBehind(first, [delivery]);
    else this.#coming.push(delivery);
    this.#run();
  }

  get queued(): readonly Delivery[] {
    return [...this.#coming, ...this.#waiting];
  }

  /** Updates that are being handled, or will be as soon as these are done. */
  get underWay(): number {
    return this.#coming.length + (this.#running ? 1 : 0);
  }

  /** Starts nothing new. @returns when the running ones are done; not those that wait for a server or for Telegram */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    this.#running ??= this.#handleAll().finally(() => {
      this.#running = undefined;
      if (this.#isClosed) return;
      // An update may have come at this very moment.
      if (this.#coming.length > 0) this.#run();
      else if (this.#waiting.length > 0) this.#tryLater();
      else if (this.#open === 0) this.#onEmpty();
    });
  }

  async #handleAll(): Promise<void> {
    let more = true;
    while (more) more = await this.#inTurn(() => this.#tryNext());
  }

  /** @returns whether there was something to try */
  async #tryNext(): Promise<boolean> {
    const [first, ...others] = this.#next();
    if (first) await this.#try(first, others);
    return first !== undefined;
  }

  /** The next update and those of its kind right after it: a hundred photos take one turn. */
  #next(): Delivery[] {
    if (this.#isClosed) return [];
    const queue = this.#isDue && this.#waiting.length > 0 ? this.#waiting : this.#coming;
    const goesTogether = ({ update }: Delivery) => this.#options.goesTogether?.(update) === true;
    const alone = queue.findIndex((delivery) => !goesTogether(delivery));
    return queue.splice(0, Math.max(1, Math.min(alone === -1 ? queue.length : alone, MOST_TOGETHER)));
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#isDue = true;
      this.#run();
    }, this.#pauseMs).unref();
  }

  async #try(delivery: Delivery, others: readonly Delivery[]): Promise<void> {
    const all = [delivery, ...others];
    const goneOn = Promise.withResolvers<void>();
    let isWanted = false;
    const handing: Handing = {
      since: (delivery.since ??= Date.now()),
      again: delivery.tries > 0,
      waited: delivery.waited,
      together: others.map(({ update }) => update),
      behind: this.#waiting.length > 0,
      handOn() {
        for (const each of all) each.handOn();
      },
      goOn() {
        this.handOn();
        goneOn.resolve();
      },
      tryAgain(byAll) {
        isWanted = true;
        for (const each of all) each.waits = byAll;
      },
    };
    for (const each of all) {
      each.since ??= delivery.since;
      each.tries += 1;
    }
    this.#open += 1;
    const handle = async () => {
      await inHanding(handing, () => this.#handle(delivery.update));
      this.#open -= 1;
      if (isWanted) this.#wait(delivery, others);
      else this.#end(all);
      // A delayed update ends only when no other is in progress.
      this.#run();
    };
    await Promise.race([handle(), goneOn.promise]);
  }

  #wait(delivery: Delivery, others: readonly Delivery[]): void {
    this.#pauseMs = this.#isDue ? Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS) : this.#pauseMs;
    this.#isDue = false;
    const isFirstTry = delivery.tries === 1;
    this.#waiting = isFirstTry ? [...this.#waiting, delivery, ...others] : [delivery, ...others, ...this.#waiting];
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
      this.#options.onBehind?.(delivery.update);
    }
  }

  #end(deliveries: readonly Delivery[]): void {
    if (this.#isDue) this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#waiting.length === 0) this.#isDue = false;
    for (const delivery of deliveries) delivery.end();
  }
}
