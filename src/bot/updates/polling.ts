import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError, type Api, HttpError } from 'grammy';
import type { Logger } from 'pino';
import type { Deliveries } from './deliveries.ts';
import type { Delivery } from './delivery.ts';
import { forLog } from '../errors.ts';
import { allowedUpdates } from './allowed-updates.ts';

/** Longest wait of one call, s. */
const LONG_POLL_S = 30;
/** Updates that Telegram delivers before it wants some confirmed. */
const LIMIT = 100;
/** How long updates may take before more are requested in parallel, ms. */
const GATHER_MS = 50;
/** Asked sooner with the same offset, Telegram returns only one update, ms. Source: the Bot API server, process_get_updates_query. */
const SAME_OFFSET_MS = 500;
/** Updates that may be under way before those that can wait do. */
const MOST_UNDER_WAY = 500;
const PAUSE_MS = 3_000;

/** Thrown when another process polls the same bot: two would share the updates at random. */
export class UpdatesTaken extends Error {
  override readonly name = 'UpdatesTaken';
  constructor(cause: GrammyError) {
    super(
      `Telegram gives this bot's updates to somebody else (${cause.description}): stop the other process with this token, or use a webhook for several (TELEGRAM_WEBHOOK_URL)`,
      { cause },
    );
  }
}

/**
 * Polls Telegram for updates until stopped, and finishes what has begun. An update is confirmed only when `Deliveries`
 * is done with it: after a crash it is delivered again.
 * @throws {UpdatesTaken}
 * @throws {GrammyError} when Telegram no longer knows the token
 */
export async function poll(
  api: Api,
  deliveries: Deliveries,
  { logger, stopping }: { logger: Logger; stopping: AbortSignal },
): Promise<void> {
  // Keeps the updates that came meanwhile.
  await api.deleteWebhook();
  let window: readonly Delivery[] = [];
  let offset = 0;
  while (!stopping.aborted) {
    const isEmpty = window.length === 0;
    const updates = await ask(api, { offset, timeout: isEmpty ? LONG_POLL_S : 0 }, { logger, stopping });
    if (updates === null) continue;
    window = updates.map((update) => deliveries.take(update));
    const left = () => confirmed(window, { isBusy: deliveries.underWay >= MOST_UNDER_WAY });
    await progress(window, () => left().window[0] !== window[0], stopping);
    ({ offset, window } = left());
  }
  await deliveries.close();
  ({ offset } = confirmed(window, { before: offset }));
  if (offset > 0) await api.getUpdates({ offset, limit: 1, timeout: 0, allowed_updates: allowedUpdates });
}

/**
 * Waits until all are done, or it is time to ask for more.
 * @param isOther whether the next call would have another offset
 */
async function progress(window: readonly Delivery[], isOther: () => boolean, signal: AbortSignal): Promise<void> {
  const [first] = window;
  // A full window is confirmed in part at once: Telegram delivers no more before.
  if (!first || (window.length === LIMIT && isOther())) return;
  const sleep = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  await Promise.race([Promise.all(window.map(({ taken }) => taken)), sleep(GATHER_MS)]);
  if (!isOther()) await Promise.race([first.taken, sleep(SAME_OFFSET_MS - GATHER_MS)]);
}

/**
 * What may be confirmed, in the order of delivery: after a week without updates their ids restart, possibly with lower ones. If all are
 * confirmed no offset is needed.
 * @param isBusy whether enough is in progress, so that others can wait
 * @returns `window`: what is left
 */
function confirmed(
  window: readonly Delivery[],
  { before = 0, isBusy = true }: { before?: number; isBusy?: boolean },
): { offset: number; window: readonly Delivery[] } {
  const last = window.at(-1);
  if (!last) return { offset: before, window };
  const open = window.findIndex((delivery, at) => {
    const mayGo = isExpendable(window, delivery) && (!isBusy || window.slice(at).some(({ isTaken }) => isTaken));
    return !delivery.isTaken && !mayGo;
  });
  const left = open === -1 ? [] : window.slice(open);
  return { offset: left[0]?.update.update_id ?? last.update.update_id + 1, window: left };
}

/**
 * Telegram delivers no more until some of a hundred are confirmed, so these are confirmed before they are done. Only a crash in these
 * moments loses them. Never a photo, or an update that waits for a server: those must not be lost.
 */
function isExpendable(window: readonly Delivery[], { isKept, waits }: Delivery): boolean {
  return window.length === LIMIT && !isKept && !waits;
}

/** @returns null: no answer, so nothing is known to be confirmed */
async function ask(
  api: Api,
  how: { offset: number; timeout: number },
  { logger, stopping }: { logger: Logger; stopping: AbortSignal },
) {
  const asked = { ...how, limit: LIMIT, allowed_updates: allowedUpdates };
  try {
    // grammY's signal is another type with the same members.
    return await api.getUpdates(asked, stopping as NonNullable<Parameters<Api['getUpdates']>[1]>);
  } catch (error) {
    if (stopping.aborted) return null;
    if (error instanceof GrammyError && error.error_code === 409) throw new UpdatesTaken(error);
    const passes = error instanceof HttpError || (error instanceof GrammyError && error.error_code >= 429);
    if (!passes) throw error;
    const wanted = error instanceof GrammyError ? error.parameters.retry_after : undefined;
    logger.warn({ err: forLog(error) }, 'Telegram does not answer: it is asked again');
    await pause(wanted === undefined ? PAUSE_MS : wanted * 1_000, undefined, { signal: stopping }).catch(
      () => undefined,
    );
    return null;
  }
}
