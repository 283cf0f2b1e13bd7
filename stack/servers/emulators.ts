import { EMULATOR_BOT_TOKEN, startTelegramEmulator } from '../../emulators/telegram/index.ts';
import { startFalEmulator } from '../../emulators/fal/index.ts';
import type { Start } from './types.ts';

export const startTelegram: Start = async ({ dir, ports }) => {
  const [port = 0] = await ports(1);
  const bots = [{ token: EMULATOR_BOT_TOKEN, username: 'aisha_emulator_bot', first_name: 'Aisha' }];
  const emulator = await startTelegramEmulator({ dataDir: dir, port, bots });
  return {
    env: { TELEGRAM_API_ROOT: emulator.url, TELEGRAM_BOT_TOKEN: EMULATOR_BOT_TOKEN },
    addresses: [
      { name: 'Telegram emulator', address: emulator.url },
      { name: 'Chat in the browser', address: `${emulator.url}/` },
    ],
    close: () => emulator.close(),
  };
};

/** @param times how long a simulated training waits and trains, ms */
export function startFal(times: { queueMs?: number; trainingMs?: number }): Start {
  return async ({ dir, env, log, ports }) => {
    const [port = 0, webhookPort = 0] = await ports(2);
    const emulator = await startFalEmulator({ dataDir: dir, port, ...times, log: (message) => log(message) });
    // The emulator keeps the webhook's address, so it must be the same in the next run.
    const webhook = { WEBHOOK_PORT: String(webhookPort), FAL_WEBHOOK_URL: `http://127.0.0.1:${webhookPort}` };
    return {
      env: { FAL_API_ROOT: emulator.url, ...(env.FAL_WEBHOOK_URL ? {} : webhook) },
      addresses: [{ name: 'FAL emulator', address: emulator.url }],
      close: () => emulator.close(),
    };
  };
}
