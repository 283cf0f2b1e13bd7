import { createFalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import {
  apiErrorOf,
  clientOf,
  control,
  PORTRAIT,
  quickEmulator,
  rewritingFetch,
  STYLE,
  submissions,
  submitTraining,
  untilDone,
} from './support.ts';

describe("FAL's protocol, as the emulator speaks it to FAL's own client", () => {
  let emulator: FalEmulator;
  before(async () => {
    emulator = await quickEmulator({ queueMs: 500, trainingMs: 500 });
  });
  after(() => emulator.close());

  describe('authentication', () => {
    it('refuses a submission without a key', async () => {
      const keyless = createFalClient({ credentials: () => undefined, fetch: rewritingFetch(emulator.url) });
      const before = await submissions(emulator.url);
      const error = await apiErrorOf(keyless.queue.submit(PORTRAIT, { input: { images_data_url: 'data:,' } }));
      expect(error.status).to.equal(401);
      expect(error.body).to.have.property('detail');
      expect(await submissions(emulator.url)).to.have.length(before.length);
    });
  });

  describe('the queue', () => {
    it('counts the position down to 0', async () => {
      await control(emulator.url, 'settings', { queuePosition: 2, queueMs: 1000 });
      const client = clientOf(emulator.url);
      const requestId = await submitTraining(client);
      const positions: number[] = [];
      await client.queue.subscribeToStatus(PORTRAIT, {
        requestId,
        pollInterval: 20,
        onQueueUpdate: (update) => void (update.status === 'IN_QUEUE' && positions.push(update.queue_position)),
      });
      expect(positions).to.deep.equal(positions.toSorted((a, b) => b - a));
      expect(positions.at(-1)).to.equal(0);
    });
  });

  describe('the status call', () => {
    it('answers 202 until the end and 200 from then on', async () => {
      const requestId = await submitTraining(clientOf(emulator.url));
      const code = async (): Promise<number> => {
        const url = `${emulator.url}/${PORTRAIT}/requests/${requestId}/status`;
        return (await fetch(url, { headers: { authorization: 'Key x' } })).status;
      };
      expect(await code()).to.equal(202);
      await clientOf(emulator.url).queue.cancel(PORTRAIT, { requestId });
      await untilDone(clientOf(emulator.url), PORTRAIT, requestId);
      expect(await code()).to.equal(200);
    });
  });

  describe('logs', () => {
    before(() => control(emulator.url, 'settings', { queueMs: 0, trainingMs: 0 }));

    it('show a progress bar with time stamps, only when asked for', async () => {
      const client = clientOf(emulator.url);
      const requestId = await submitTraining(client, PORTRAIT, { steps: 3000 });
      const { logs } = await untilDone(client, PORTRAIT, requestId);
      expect(logs.at(-1)?.message).to.match(/^100%\|█{10}\| 3000\/3000 \[00:\d\d<00:00, /);
      expect(Date.parse(logs[0]?.timestamp ?? '')).to.be.greaterThan(0);
      expect(await client.queue.status(PORTRAIT, { requestId })).to.have.property('logs').that.is.empty;
    });

    it('can be switched off for later submissions', async () => {
      await control(emulator.url, 'settings', { logs: false });
      const client = clientOf(emulator.url);
      const requestId = await submitTraining(client);
      expect((await untilDone(client, PORTRAIT, requestId)).logs).to.be.empty;
      await control(emulator.url, 'settings', { logs: true });
    });
  });

  describe('results of the other endpoints', () => {
    before(() => control(emulator.url, 'settings', { queueMs: 0, trainingMs: 0 }));

    it('are a finetune_id for the style trainer', async () => {
      const client = clientOf(emulator.url);
      const requestId = await submitTraining(client, STYLE, { mode: 'style', iterations: 300 });
      await untilDone(client, STYLE, requestId);
      const { data } = await client.queue.result(STYLE, { requestId });
      expect(data.finetune_id).to.match(/^[\da-f-]{36}$/);
    });
  });
});
