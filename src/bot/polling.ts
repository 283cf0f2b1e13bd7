import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError, type Api, HttpError } from 'grammy';
import type { Logger } from 'pino';
import type { Deliveries } from './deliveries.ts';
import { forLog } from './errors.ts';
import { allowedUpdates } from './allowed-updates.ts';

/** Longest wait of one call for something to happen, s. */
const LONG_POLL_S = 30;
/** Pause after a call that failed, ms. */
const PAUSE_MS = 3_000;

/** Thrown when another process takes the bot's updates: two would share them at random. */
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
 * Asks Telegram for updates until told to stop, and until what was taken is done. What was handed over is only confirmed when
 * `Deliveries` says so: after a crash it is delivered again.
 * @throws {UpdatesTaken} @throws {GrammyError} when the token is no longer known
 */
export async function poll(
  api: Api,
  deliveries: Deliveries,
  { logger, stopping }: { logger: Logger; stopping: AbortSignal },
): Promise<void> {
  // Whatever came meanwhile is kept.
  await api.deleteWebhook();
  let offset = 0;
  while (!stopping.aborted) {
    const updates = await ask(api, offset, { logger, stopping });
    if (updates === null) continue;
    await Promise.all(updates.map((update) => deliveries.take(update)));
    // By what was given alone, and in its order: after a week without updates their ids begin anew, lower ones too.
    const last = updates.at(-1);
    offset = last ? last.update_id + 1 : 0;
  }
  await deliveries.settled();
  if (offset > 0) await api.getUpdates({ offset, limit: 1, timeout: 0, allowed_updates: allowedUpdates });
}

/** @returns null: it did not answer, so that nothing is known to be confirmed */
async function ask(api: Api, offset: number, { logger, stopping }: { logger: Logger; stopping: AbortSignal }) {
  const asked = { offset, limit: 100, timeout: LONG_POLL_S, allowed_updates: allowedUpdates };
  try {
    // grammY's signal is of another make, with the same members.
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
