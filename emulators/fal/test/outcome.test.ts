import { expect } from 'chai';
import type { Outcome } from '../index.ts';
import { apiErrorOf, control, emulatorLab, PORTRAIT, submitTraining, untilDone } from './support.ts';

describe('the outcome that the emulator is set to', () => {
  const lab = emulatorLab();

  async function trainedTo(outcome: Outcome, more: object = {}) {
    await control(lab.url, 'settings', { statusErrors: true, ...more, outcome });
    const requestId = await submitTraining(lab.client);
    return { requestId, status: await untilDone(lab.client, PORTRAIT, requestId) };
  }

  it('is a failure of the infrastructure, typed in status, body and header', async () => {
    const { requestId, status } = await trainedTo({ status: 503, error_type: 'runner_disconnected', message: 'gone' });
    expect(status).to.include({ status: 'COMPLETED', error: 'gone', error_type: 'runner_disconnected' });
    const answer = await fetch(`${lab.url}/${PORTRAIT}/requests/${requestId}`, {
      headers: { authorization: 'Key x' },
    });
    expect(answer.status).to.equal(503);
    expect(answer.headers.get('x-fal-error-type')).to.equal('runner_disconnected');
    expect(await answer.json()).to.deep.equal({ detail: 'gone', error_type: 'runner_disconnected' });
  });

  it("is a model's own error, told by the result call alone", async () => {
    const detail = [{ loc: ['body', 'images_data_url'], msg: 'no face', type: 'face_detection_error' }];
    const { requestId, status } = await trainedTo({ status: 422, detail }, { statusErrors: false });
    expect(status).not.to.have.any.keys('error', 'error_type');
    const error = await apiErrorOf(lab.client.queue.result(PORTRAIT, { requestId }));
    expect(error.status).to.equal(422);
    expect(error.body).to.deep.equal({ detail });
  });

  it('is a result without weights', async () => {
    const { requestId } = await trainedTo('no-weights');
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    expect(data).to.have.property('config_file');
    expect(data).not.to.have.property('diffusers_lora_file');
  });

  it('is weights that break off', async () => {
    const { requestId } = await trainedTo('broken-weights');
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    const weights = Buffer.from(await (await fetch(data.diffusers_lora_file.url)).arrayBuffer());
    const header: Record<string, { data_offsets?: number[] }> = JSON.parse(
      weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString(),
    );
    const ends = Object.values(header).flatMap(({ data_offsets }) => data_offsets ?? []);
    expect(Math.max(...ends)).to.be.greaterThan(weights.length);
  });
});
