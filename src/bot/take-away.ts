import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError, type Api } from 'grammy';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/** Deletes a message, with retries. One that is gone, or too old to be deleted, is no error. */
export async function takeAway(api: Api, chatId: number, messageId: number): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await pause(PAUSE_MS, undefined, { ref: false });
    try {
      await api.deleteMessage(chatId, messageId);
      return;
    } catch (error) {
      if (error instanceof GrammyError && error.error_code < 429) return;
    }
  }
}
