import { createFalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalSimulator } from '../../../emulators/fal/index.ts';
import { describeProtocol } from './protocol-suite.ts';
import {
  apiErrorOf,
  clientOf,
  control,
  PORTRAIT,
  quickSimulator,
  rewritingFetch,
  STYLE,
  submissions,
  train,
  untilDone,
} from './support.ts';

describe("FAL's protocol, as the simulator speaks it to FAL's own client", () => {
  let simulator: FalSimulator;
  before(async () => {
    simulator = await quickSimulator({ queueMs: 500, trainingMs: 500 });
  });
  after(() => simulator.close());

  describeProtocol(() => ({ client: clientOf(simulator.url), costly: true }));

  describe('authentication', () => {
    it('refuses a submission without a key', async () => {
      const keyless = createFalClient({ credentials: () => undefined, fetch: rewritingFetch(simulator.url) });
      const before = await submissions(simulator.url);
      const error = await apiErrorOf(keyless.queue.submit(PORTRAIT, { input: { images_data_url: 'data:,' } }));
      expect(error.status).to.equal(401);
      expect(error.body).to.have.property('detail');
      expect(await submissions(simulator.url)).to.have.length(before.length);
    });

    it('does not know every endpoint', async () => {
      const call = clientOf(simulator.url).queue.submit('fal-ai/no-such-model', { input: {} });
      expect((await apiErrorOf(call)).status).to.equal(404);
    });
  });

  describe('the queue', () => {
    it('counts the position down to 0', async () => {
      await control(simulator.url, 'settings', { queuePosition: 2, queueMs: 1000 });
      const client = clientOf(simulator.url);
      const requestId = await train(client);
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
      const requestId = await train(clientOf(simulator.url));
      const code = async (): Promise<number> => {
        const url = `${simulator.url}/${PORTRAIT}/requests/${requestId}/status`;
        return (await fetch(url, { headers: { authorization: 'Key x' } })).status;
      };
      expect(await code()).to.equal(202);
      await clientOf(simulator.url).queue.cancel(PORTRAIT, { requestId });
      await untilDone(clientOf(simulator.url), PORTRAIT, requestId);
      expect(await code()).to.equal(200);
    });
  });

  describe('logs', () => {
    before(() => control(simulator.url, 'settings', { queueMs: 0, trainingMs: 0 }));

    it('show a progress bar with time stamps, only when asked for', async () => {
      const client = clientOf(simulator.url);
      const requestId = await train(client, PORTRAIT, { steps: 3000 });
      const { logs } = await untilDone(client, PORTRAIT, requestId);
      expect(logs.at(-1)?.message).to.match(/^100%\|█{10}\| 3000\/3000 \[00:\d\d<00:00, /);
      expect(Date.parse(logs[0]?.timestamp ?? '')).to.be.greaterThan(0);
      expect(await client.queue.status(PORTRAIT, { requestId })).to.have.property('logs').that.is.empty;
    });

    it('can be switched off for later submissions', async () => {
      await control(simulator.url, 'settings', { logs: false });
      const client = clientOf(simulator.url);
      const requestId = await train(client);
      expect((await untilDone(client, PORTRAIT, requestId)).logs).to.be.empty;
      await control(simulator.url, 'settings', { logs: true });
    });
  });

  describe('results of the other endpoints', () => {
    before(() => control(simulator.url, 'settings', { queueMs: 0, trainingMs: 0 }));

    it('are a finetune_id for the style trainer', async () => {
      const client = clientOf(simulator.url);
      const requestId = await train(client, STYLE, { mode: 'style', iterations: 300 });
      await untilDone(client, STYLE, requestId);
      const { data } = await client.queue.result(STYLE, { requestId });
      expect(data.finetune_id).to.match(/^[\da-f-]{36}$/);
    });

    for (const [endpoint, input] of [
      ['fal-ai/flux-lora', { loras: [{ path: 'https://example.org/lora' }], image_size: 'portrait_4_3' }],
      ['fal-ai/flux-pro/v1.1-ultra-finetuned', { finetune_id: 'x', finetune_strength: 1, aspect_ratio: '3:4' }],
    ] as const) {
      it(`are pictures for ${endpoint}`, async () => {
        const client = clientOf(simulator.url);
        const { request_id: requestId } = await client.queue.submit<string>(endpoint, {
          input: { prompt: 'ohwx', num_images: 2, ...input },
        });
        await untilDone(client, endpoint, requestId);
        const { data } = await client.queue.result<string>(endpoint, { requestId });
        expect(data.images).to.have.length(2);
        expect(data.has_nsfw_concepts).to.deep.equal([false, false]);
        const picture = await fetch(data.images[1].url);
        expect(picture.headers.get('content-type')).to.equal('image/jpeg');
        expect((await picture.arrayBuffer()).byteLength).to.be.greaterThan(1000);
      });
    }
  });
});
