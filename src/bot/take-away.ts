import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError, type Api } from 'grammy';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/** Takes a message away, and tries again what does not come through. One that is gone, or too old for it, is no matter. */
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
