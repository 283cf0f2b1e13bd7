import { setTimeout as pause } from 'node:timers/promises';
import type { Update } from 'grammy/types';

/** Longest time for which a tap holds up what Telegram has next, ms: one that is cut off later is tapped again. */
const TAP_HOLD_MS = 250;

/** An update on its way through this process. */
export class Delivery {
  readonly update: Update;
  /** Until Telegram may be told that it was taken: it is done, or it is a tap that takes long. */
  readonly taken: Promise<void>;
  isTaken = false;
  isDone = false;
  /** When it was first tried, ms since the epoch. */
  since: number | undefined;
  tries = 0;
  readonly #done = Promise.withResolvers<void>();

  constructor(update: Update) {
    this.update = update;
    const held = update.callback_query ? [pause(TAP_HOLD_MS, undefined, { ref: false })] : [];
    this.taken = Promise.race([this.#done.promise, ...held]).then(() => void (this.isTaken = true));
  }

  /** What a person says in words or taps may be said again; what they send may not be lost. */
  get isKept(): boolean {
    const { callback_query: tap, message, edited_message: edited } = this.update;
    return tap === undefined && (message ?? edited)?.text === undefined;
  }

  end(): void {
    this.isDone = true;
    this.#done.resolve();
  }
}
