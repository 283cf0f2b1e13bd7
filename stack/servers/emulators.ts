import { EMULATOR_BOT_TOKEN, startTelegramEmulator } from '../../emulators/telegram/index.ts';
import { startFalSimulator } from '../../emulators/fal/index.ts';
import type { Start } from './types.ts';

export const startTelegram: Start = async ({ dir, ports }) => {
  const [port = 0] = await ports(1);
  const emulator = await startTelegramEmulator({ dataDir: dir, port });
  return {
    env: { TELEGRAM_API_ROOT: emulator.url, TELEGRAM_BOT_TOKEN: EMULATOR_BOT_TOKEN },
    addresses: [{ name: 'Telegram emulator', address: emulator.url }],
    close: () => emulator.close(),
  };
};

/** @param times ms that a simulated training waits and takes */
export function startFal(times: { queueMs?: number; trainingMs?: number }): Start {
  return async ({ dir, log, ports }) => {
    const [port = 0] = await ports(1);
    const simulator = await startFalSimulator({ dataDir: dir, port, ...times, log: (message) => log(message) });
    return {
      env: { FAL_API_ROOT: simulator.url },
      addresses: [{ name: 'FAL simulator', address: simulator.url }],
      close: () => simulator.close(),
    };
  };
}
