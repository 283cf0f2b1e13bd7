import type { FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import { progressOf } from '../progress.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { SubmittedRequest } from '../state.ts';
import { apiErrorOf, clientOf, control, PORTRAIT, quickEmulator, submitTraining, untilDone } from './support.ts';

const YEAR = 365 * 24 * 3_600_000;

describe('a stuck request', () => {
  const submission = (stuck: 'queue' | 'run'): SubmittedRequest => ({
    request_id: 'r',
    endpoint: PORTRAIT,
    kind: 'training',
    input: {},
    unknown_fields: [],
    accepted_at: 0,
    settings: { ...DEFAULT_SETTINGS, stuck },
  });

  it('waits in the queue for ever, its position unchanged', () => {
    expect(progressOf(submission('queue'), YEAR)).to.deep.equal({ phase: 'IN_QUEUE', position: 3 });
  });

  it('runs for ever, its progress stopped halfway', () => {
    const { phase, ...rest } = progressOf(submission('run'), YEAR);
    expect(phase).to.equal('IN_PROGRESS');
    expect(rest).to.include({ fraction: 0.6 });
  });

  it('fails when it waits longer for its start than its caller allowed', () => {
    const late = progressOf({ ...submission('queue'), start_timeout_ms: 1000 }, 1000);
    expect(late).to.have.nested.property('failure.answer.status', 504);
  });

  describe('at the emulator', () => {
    let emulator: FalEmulator;
    let client: FalClient;
    before(async () => {
      emulator = await quickEmulator();
      client = clientOf(emulator.url);
    });
    after(() => emulator.close());

    for (const [stuck, status] of [
      ['queue', 'IN_QUEUE'],
      ['run', 'IN_PROGRESS'],
    ] as const) {
      it(`shows ${status} until it is cancelled`, async () => {
        await control(emulator.url, 'settings', { stuck });
        const requestId = await submitTraining(client);
        expect((await client.queue.status(PORTRAIT, { requestId, logs: true })).status).to.equal(status);
        await client.queue.cancel(PORTRAIT, { requestId });
        expect(await untilDone(client, PORTRAIT, requestId)).to.include({ error_type: 'client_cancelled' });
      });
    }

    it('loses its result after the retention time, but not its status', async () => {
      await control(emulator.url, 'settings', { stuck: 'no', retentionMs: 0 });
      const requestId = await submitTraining(client);
      expect((await untilDone(client, PORTRAIT, requestId)).status).to.equal('COMPLETED');
      const error = await apiErrorOf(client.queue.result(PORTRAIT, { requestId }));
      expect(error.status).to.equal(404);
      expect(error.body).to.deep.equal({ status: 'NOT_FOUND' });
    });
  });
});
