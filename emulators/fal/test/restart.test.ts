import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startFalEmulator, type FalEmulator } from '../index.ts';
import { clientOf, control, PORTRAIT, quickEmulator, submissions, submitTraining, untilDone } from './support.ts';

describe('a restart of the emulator', () => {
  let dataDir: string;
  let emulator: FalEmulator | undefined;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'fal-restart-'));
  });
  afterEach(async () => {
    await emulator?.close();
    await rm(dataDir, { recursive: true });
  });

  it('does not disturb a running training', async () => {
    emulator = await quickEmulator({ dataDir, trainingMs: 1500 });
    const requestId = await submitTraining(clientOf(emulator.url));
    const running = await clientOf(emulator.url).queue.status(PORTRAIT, { requestId, logs: true });
    expect(running.status).to.equal('IN_PROGRESS');
    const [accepted] = await submissions(emulator.url);
    await emulator.close();

    emulator = await startFalEmulator({ dataDir });
    const client = clientOf(emulator.url);
    const done = await untilDone(client, PORTRAIT, requestId);
    expect(done.metrics?.inference_time).to.equal(1.5);
    expect(done.logs[0]?.timestamp).to.equal(accepted?.accepted_at);
    const { data } = await client.queue.result(PORTRAIT, { requestId });
    expect(new URL(data.diffusers_lora_file.url).origin).to.equal(emulator.url);
    expect((await fetch(data.diffusers_lora_file.url)).status).to.equal(200);
  });

  it('keeps uploads, submissions, settings and weights', async () => {
    emulator = await quickEmulator({ dataDir });
    const before = clientOf(emulator.url);
    await control(emulator.url, 'settings', { inferenceMs: 77 });
    const upload = await before.storage.upload(new Blob(['photos']));
    const requestId = await submitTraining(before);
    const seen = await submissions(emulator.url);
    const weights = async (): Promise<string> => {
      const { data } = await clientOf(emulator?.url ?? '').queue.result(PORTRAIT, { requestId });
      return Buffer.from(await (await fetch(data.diffusers_lora_file.url)).arrayBuffer()).toString('base64');
    };
    const first = await weights();
    await emulator.close();

    emulator = await startFalEmulator({ dataDir });
    expect(await submissions(emulator.url)).to.deep.equal(seen);
    expect(await weights()).to.equal(first);
    expect(await (await fetch(new URL(new URL(upload).pathname, emulator.url))).text()).to.equal('photos');
    expect(await (await fetch(`${emulator.url}/emulator/settings`)).json()).to.include({ inferenceMs: 77 });
  });
});
