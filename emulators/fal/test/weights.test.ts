import { expect } from 'chai';
import type { EmulatorSettings } from '../index.ts';
import { isSafetensors } from '../safetensors.ts';
import { control, emulatorLab, PORTRAIT, submitTraining, untilDone, untilGone, zipOfPhotos } from './support.ts';

describe('the weights that the emulator gives', () => {
  const lab = emulatorLab();

  async function trained(settings: Partial<EmulatorSettings>) {
    await control(lab.url, 'settings', { fileMs: 0, ...settings });
    const requestId = await submitTraining(lab.client);
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    const { url, file_size = NaN } = data.diffusers_lora_file;
    const answer = await fetch(url);
    return { url, toldSize: file_size, answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  }

  it('are whole safetensors of the stated size', async () => {
    const { toldSize, bytes } = await trained({ outcome: 'ok' });
    expect(bytes.length).to.equal(toldSize);
    expect(isSafetensors(bytes)).to.equal(true);
    for (const broken of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.alloc(1)]), bytes.subarray(0, 4)]) {
      expect(isSafetensors(broken)).to.equal(false);
    }
  });

  it('may be missing at their address', async () => {
    expect((await trained({ outcome: 'missing-weights' })).answer.status).to.equal(404);
  });

  it('may be an empty file', async () => {
    const { answer, bytes, toldSize } = await trained({ outcome: 'empty-weights' });
    expect(answer.status).to.equal(200);
    expect(bytes).to.have.length(0);
    expect(toldSize).to.be.above(0);
  });

  it('may be cut off', async () => {
    const { bytes } = await trained({ outcome: 'broken-weights' });
    expect(isSafetensors(bytes)).to.equal(false);
  });

  it('may be a web page', async () => {
    const { answer, bytes } = await trained({ outcome: 'html-weights' });
    expect(answer.headers.get('content-type')).to.equal('text/html');
    expect(bytes.toString()).to.match(/^<!doctype html>/);
  });

  it('may have another size than the result says', async () => {
    const { bytes, toldSize } = await trained({ outcome: 'wrong-size-weights' });
    expect(isSafetensors(bytes)).to.equal(true);
    expect(bytes.length).not.to.equal(toldSize);
  });

  it('may come slowly, but come whole', async () => {
    const { bytes, toldSize } = await trained({ outcome: 'ok', fileMs: 400 });
    expect(bytes.length).to.equal(toldSize);
    expect(isSafetensors(bytes)).to.equal(true);
  });

  it('expire as the submission asked', async () => {
    await control(lab.url, 'settings', { outcome: 'ok', fileMs: 0 });
    const images_data_url = await lab.client.storage.upload(await zipOfPhotos(1));
    const { request_id: requestId } = await lab.client.queue.submit(PORTRAIT, {
      input: { images_data_url },
      storageSettings: { expiresIn: 1 },
    });
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    await untilGone(data.diffusers_lora_file.url);
  });
});
