import type { FalEmulator } from '../../index.ts';
import { describeProtocol } from './suite.ts';
import type { ProtocolTarget } from './target.ts';
import { control, quickEmulator, rewritingFetch } from '../support.ts';

// Set by run.ts; without it the suite is about the emulator, whatever keys there are in the environment.
const {
  FAL_CONTRACT,
  FAL_KEY = '',
  FAL_API_ROOT,
  FAL_CONTRACT_SPEND,
  FAL_CONTRACT_WEBHOOK,
  FAL_CONTRACT_PORT,
} = process.env;
const live = FAL_CONTRACT === 'live';

describe(`FAL's protocol, as ${live ? 'FAL' : 'the emulator'} speaks it to FAL's own client`, () => {
  let emulator: FalEmulator | undefined;
  let target: ProtocolTarget;
  const notes: string[] = [];
  const note = (what: string, seen: unknown): void => void notes.push(`  ${what}: ${JSON.stringify(seen)}`);

  before(async () => {
    if (live) {
      target = {
        credentials: FAL_KEY,
        fetch: FAL_API_ROOT ? rewritingFetch(FAL_API_ROOT) : fetch,
        spend: FAL_CONTRACT_SPEND === 'yes',
        pollMs: FAL_API_ROOT ? 50 : 5_000,
        ...(FAL_CONTRACT_WEBHOOK
          ? { webhook: { port: Number(FAL_CONTRACT_PORT), addressOf: () => FAL_CONTRACT_WEBHOOK } }
          : {}),
        note,
      };
      return;
    }
    const credentials = 'key:secret';
    emulator = await quickEmulator({ queueMs: 300, trainingMs: 500 });
    await control(emulator.url, 'settings', { key: credentials });
    target = {
      credentials,
      fetch: rewritingFetch(emulator.url),
      spend: true,
      pollMs: 20,
      webhook: { port: 0, addressOf: (port) => `http://127.0.0.1:${port}/hook` },
      note,
    };
  });
  after(async () => {
    await emulator?.close();
    if (FAL_CONTRACT) process.stdout.write(`\nSeen where no documentation says:\n${notes.join('\n')}\n`);
  });

  describeProtocol(() => target);
});
