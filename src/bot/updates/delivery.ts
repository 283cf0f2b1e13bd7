import type { Update } from 'grammy/types';

/** An update on its way through this process. */
export class Delivery {
  readonly update: Update;
  /** Until Telegram may be told that it was taken: it is done, or a tap of which nothing can be lost any more. */
  readonly taken: Promise<void>;
  isTaken = false;
  /** What all depend on is away, and has stopped it, or one that came before it in its chat: only Telegram has it. */
  waits = false;
  /** It was put behind one that waits, or many are served before it. */
  waited = false;
  isDone = false;
  /** When it was first tried, ms since the epoch. */
  since: number | undefined;
  tries = 0;
  readonly #safe = Promise.withResolvers<void>();

  constructor(update: Update) {
    this.update = update;
    this.taken = this.#safe.promise.then(() => void (this.isTaken = true));
  }

  /** What a person says in words or taps may be said again; what they send may not be lost. */
  get isKept(): boolean {
    const { callback_query: tap, message, edited_message: edited } = this.update;
    return tap === undefined && (message ?? edited)?.text === undefined;
  }

  /** What it asks for is done whatever becomes of this process. A text or a photo is waited for all the same: it has an answer. */
  handOn(): void {
    if (this.update.callback_query) this.#safe.resolve();
  }

  end(): void {
    this.isDone = true;
    this.#safe.resolve();
  }
}
