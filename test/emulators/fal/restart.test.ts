import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startFalSimulator, type FalSimulator } from '../../../emulators/fal/index.ts';
import { clientOf, control, PORTRAIT, quickSimulator, submissions, train, untilDone } from './support.ts';

describe('a restart of the simulator', () => {
  let dataDir: string;
  let simulator: FalSimulator | undefined;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'fal-restart-'));
  });
  afterEach(async () => {
    await simulator?.close();
    await rm(dataDir, { recursive: true });
  });

  it('does not disturb a running training', async () => {
    simulator = await quickSimulator({ dataDir, trainingMs: 1500 });
    const requestId = await train(clientOf(simulator.url));
    const running = await clientOf(simulator.url).queue.status(PORTRAIT, { requestId, logs: true });
    expect(running.status).to.equal('IN_PROGRESS');
    const [accepted] = await submissions(simulator.url);
    await simulator.close();

    simulator = await startFalSimulator({ dataDir });
    const client = clientOf(simulator.url);
    const done = await untilDone(client, PORTRAIT, requestId);
    expect(done.metrics?.inference_time).to.equal(1.5);
    expect(done.logs[0]?.timestamp).to.equal(accepted?.accepted_at);
    const { data } = await client.queue.result(PORTRAIT, { requestId });
    expect(new URL(data.diffusers_lora_file.url).origin).to.equal(simulator.url);
    expect((await fetch(data.diffusers_lora_file.url)).status).to.equal(200);
  });

  it('keeps uploads, submissions, settings and weights', async () => {
    simulator = await quickSimulator({ dataDir });
    const before = clientOf(simulator.url);
    await control(simulator.url, 'settings', { inferenceMs: 77 });
    const upload = await before.storage.upload(new Blob(['photos']));
    const requestId = await train(before);
    const seen = await submissions(simulator.url);
    const weights = async (): Promise<string> => {
      const { data } = await clientOf(simulator?.url ?? '').queue.result(PORTRAIT, { requestId });
      return Buffer.from(await (await fetch(data.diffusers_lora_file.url)).arrayBuffer()).toString('base64');
    };
    const first = await weights();
    await simulator.close();

    simulator = await startFalSimulator({ dataDir });
    expect(await submissions(simulator.url)).to.deep.equal(seen);
    expect(await weights()).to.equal(first);
    expect(await (await fetch(new URL(new URL(upload).pathname, simulator.url))).text()).to.equal('photos');
    expect(await (await fetch(`${simulator.url}/simulator/settings`)).json()).to.include({ inferenceMs: 77 });
  });
});
