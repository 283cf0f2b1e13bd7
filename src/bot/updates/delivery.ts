import type { Update } from 'grammy/types';

export class Delivery {
  readonly update: Update;
  /** Resolves when Telegram may consider it delivered: it is done, or a tap that can no longer be lost. */
  readonly taken: Promise<void>;
  isTaken = false;
  /** A server is down, which stopped this update or an earlier one of its chat: only Telegram keeps it. */
  waits = false;
  /** It was queued behind one that waits, or behind many others. */
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

  /** A lost text or tap can be repeated by the user; a lost photo cannot. */
  get isKept(): boolean {
    const { callback_query: tap, message, edited_message: edited } = this.update;
    return tap === undefined && (message ?? edited)?.text === undefined;
  }

  /** Temporal has its command, so this process may die. A text or a photo is still waited for, because it gets an answer. */
  handOn(): void {
    if (this.update.callback_query) this.#safe.resolve();
  }

  end(): void {
    this.isDone = true;
    this.#safe.resolve();
  }
}
