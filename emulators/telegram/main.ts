import { parseArgs } from 'node:util';
import { startTelegramEmulator } from './index.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, data: { type: 'string' }, token: { type: 'string' } },
});

const emulator = await startTelegramEmulator({
  port: Number(values.port),
  ...(values.data !== undefined && { dataDir: values.data }),
  ...(values.token !== undefined && { botToken: values.token }),
});
process.stdout.write(`telegram emulator listening on ${emulator.url}\n`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void emulator.close().then(() => process.exit(0)));
}
