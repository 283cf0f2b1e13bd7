import type { Update } from 'grammy/types';
import { isAway, NoAnswer } from './errors.ts';

/** How long a silent run is asked again while workers poll, ms: only this run may be stuck. */
const NO_ANSWER_MS = 5 * 60_000;
/** Telegram keeps unconfirmed updates for a day, ms. */
const AWAY_MS = 24 * 3_600_000;

/** How long an update waits for a server or a run. */
export class Patience {
  /** Since when the update's run has been silent while workers poll, ms since the epoch. */
  readonly #silentSince = new WeakMap<Update, number>();

  /** @param since when the update was first tried @param now both ms since the epoch */
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
