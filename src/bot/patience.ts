import type { Update } from 'grammy/types';
import { isAway, NoAnswer } from './errors.ts';

/** How long a run that does not answer while others are at work is asked again, ms: it may be the only one that is stuck. */
const NO_ANSWER_MS = 5 * 60_000;
/** Telegram keeps what is not confirmed for a day, ms. */
const AWAY_MS = 24 * 3_600_000;

/** How long an update waits for what is away. */
export class Patience {
  /** Since when its run has not answered while others are at work, ms since the epoch. */
  readonly #silentSince = new WeakMap<Update, number>();

  /** @param since when the update was tried first @param now both ms since the epoch */
  lasts(error: unknown, update: Update, since: number, now: number): boolean {
    if (!isAway(error) || now - since >= AWAY_MS) return false;
    if (!(error instanceof NoAnswer)) {
      this.#silentSince.delete(update);
      return true;
    }
    const silentSince = this.#silentSince.get(update) ?? now;
    this.#silentSince.set(update, silentSince);
    return now - silentSince < NO_ANSWER_MS;
  }
}
