import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { SUBMIT_TIMEOUT_MS } from '../../src/activities/adapters/fal/trainer.ts';
import { SHUTDOWN_GRACE_MS } from '../../src/runtime/worker-runtime.ts';

/** Until the processes have closed their connections, ms. */
const CLOSING_MS = 15_000;
/** Reads and writes of the submitting activity, ms. */
const BESIDE_MS = 20_000;

describe('a worker that is stopped', () => {
  it('lets a submission be finished, however long FAL takes to answer', () => {
    expect(SHUTDOWN_GRACE_MS).to.be.at.least(SUBMIT_TIMEOUT_MS + BESIDE_MS);
  });

  it('is not killed by Compose before', async () => {
    const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
    const [, service = ''] = /\n {2}worker:\n((?: {4}.*\n|\n)+)/.exec(text) ?? [];
    const [, amount, unit] = /\n {4}stop_grace_period: (\d+)(s|m)\n/.exec(service) ?? [];
    const killedAfterMs = Number(amount) * (unit === 'm' ? 60_000 : 1_000);
    expect(killedAfterMs).to.be.at.least(SHUTDOWN_GRACE_MS + CLOSING_MS);
  });
});
