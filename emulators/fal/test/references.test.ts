import { ValidationError, type FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import { apiErrorOf, clientOf, control, PORTRAIT, quickEmulator, STYLE, submitTraining, untilDone } from './support.ts';

const LORA = 'fal-ai/flux-lora';
const ULTRA = 'fal-ai/flux-pro/v1.1-ultra-finetuned';

describe('what the simulated image models make pictures with', () => {
  let emulator: FalEmulator;
  let client: FalClient;
  let weights: string;
  let finetune: string;

  before(async () => {
    emulator = await quickEmulator();
    client = clientOf(emulator.url);
    weights = (await trained(PORTRAIT)).diffusers_lora_file.url;
    finetune = (await trained(STYLE)).finetune_id;
  });
  after(() => emulator.close());
  beforeEach(() => control(emulator.url, 'settings', { outcome: 'ok', trainingMs: 0, nsfw: false }));

  async function trained(endpoint: string) {
    const requestId = await submitTraining(client, endpoint);
    await untilDone(client, endpoint, requestId);
    return (await client.queue.result<string>(endpoint, { requestId })).data;
  }
  async function draw(endpoint: string, input: Record<string, unknown>) {
    const { request_id: requestId } = await client.queue.submit(endpoint, { input: { prompt: 'AISHA', ...input } });
    await untilDone(client, endpoint, requestId);
    return client.queue.result<string>(endpoint, { requestId });
  }
  const withLora = (path: string) => draw(LORA, { loras: [{ path, scale: 1 }], image_size: 'square' });
  const withFinetune = (finetune_id: string) => draw(ULTRA, { finetune_id, finetune_strength: 1 });
  async function refusal(call: Promise<unknown>) {
    const error = await apiErrorOf(call);
    if (!(error instanceof ValidationError)) throw new Error('no ValidationError', { cause: error });
    const [detail] = error.fieldErrors;
    if (!detail) throw new Error('no detail');
    return detail;
  }

  it('is the weights of a finished training, or a copy of them', async () => {
    expect((await withLora(weights)).data.images).to.have.length(1);
    const copy = await client.storage.upload(await (await fetch(weights)).blob());
    expect((await withLora(copy)).data.images).to.have.length(1);
  });

  it('is the finetune_id of a finished training', async () => {
    expect((await withFinetune(finetune)).data.images).to.have.length(1);
  });

  it('is not a made-up address', async () => {
    const invented = weights.replace(/[\da-f]{8}-/, '00000000-');
    const detail = await refusal(withLora(invented));
    expect(detail).to.include({ type: 'file_download_error' });
    expect(detail.loc).to.deep.equal(['body', 'loras', 0, 'path']);
    expect((await refusal(withLora(`${emulator.url}/files/none/x.safetensors`))).type).to.equal('file_download_error');
    expect((await refusal(withLora('somebody/some-lora'))).type).to.equal('file_download_error');
  });

  it('is not a file without a LoRA', async () => {
    const page = await client.storage.upload(new Blob(['<!doctype html>'], { type: 'text/html' }));
    expect((await refusal(withLora(page))).type).to.equal('value_error');
    await control(emulator.url, 'settings', { outcome: 'broken-weights' });
    const broken = (await trained(PORTRAIT)).diffusers_lora_file.url;
    expect((await refusal(withLora(broken))).type).to.equal('value_error');
  });

  it('is not a training that is still running', async () => {
    await control(emulator.url, 'settings', { trainingMs: 3_600_000 });
    const requestId = await submitTraining(client);
    const early = weights.replace(/results\/[^/]+/, `results/${requestId}`);
    expect((await refusal(withLora(early))).type).to.equal('file_download_error');
  });

  it('is not a made-up finetune_id', async () => {
    const detail = await refusal(withFinetune('00000000-0000-4000-8000-000000000000'));
    expect(detail.loc).to.deep.equal(['body', 'finetune_id']);
  });

  it('is anything without checkModels', async () => {
    await control(emulator.url, 'settings', { checkModels: false });
    expect((await withLora('somebody/some-lora')).data.images).to.have.length(1);
    await control(emulator.url, 'settings', { checkModels: true });
  });

  it('is flagged as unsafe picture by picture', async () => {
    await control(emulator.url, 'settings', { nsfw: [false, true] });
    const { data } = await draw(LORA, { loras: [{ path: weights }], num_images: 3, image_size: 'square' });
    expect(data.has_nsfw_concepts).to.deep.equal([false, true, false]);
  });

  it('is flagged as unsafe by a word in its prompt', async () => {
    const flags = async (nsfw: string) => {
      await control(emulator.url, 'settings', { nsfw });
      const { data } = await draw(LORA, { loras: [{ path: weights }], num_images: 2, image_size: 'square' });
      return [data.prompt.includes(nsfw), data.has_nsfw_concepts];
    };
    expect(await flags('no such word')).to.deep.equal([false, [false, false]]);
    expect(await flags('AIS')).to.deep.equal([true, [true, true]]);
  });
});
