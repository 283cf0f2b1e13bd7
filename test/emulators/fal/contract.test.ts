import type { FalSimulator } from '../../../emulators/fal/index.ts';
import { describeProtocol } from './protocol-suite.ts';
import type { ProtocolTarget } from './protocol-target.ts';
import { control, quickSimulator, rewritingFetch } from './support.ts';

// Set by scripts/contract-fal.ts; without it the suite is about the simulator, whatever keys there are in the environment.
const {
  FAL_CONTRACT,
  FAL_KEY = '',
  FAL_API_ROOT,
  FAL_CONTRACT_SPEND,
  FAL_CONTRACT_WEBHOOK,
  FAL_CONTRACT_PORT,
} = process.env;
const live = FAL_CONTRACT === 'live';

describe(`FAL's protocol, as ${live ? 'FAL' : 'the simulator'} speaks it to FAL's own client`, () => {
  let simulator: FalSimulator | undefined;
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
    simulator = await quickSimulator({ queueMs: 300, trainingMs: 500 });
    await control(simulator.url, 'settings', { key: credentials });
    target = {
      credentials,
      fetch: rewritingFetch(simulator.url),
      spend: true,
      pollMs: 20,
      webhook: { port: 0, addressOf: (port) => `http://127.0.0.1:${port}/hook` },
      note,
    };
  });
  after(async () => {
    await simulator?.close();
    if (FAL_CONTRACT) process.stdout.write(`\nSeen where no documentation says:\n${notes.join('\n')}\n`);
  });

  describeProtocol(() => target);
});
