import { expect } from 'chai';
import type { EmulatorSettings } from '../index.ts';
import { apiErrorOf, control, emulatorLab, PORTRAIT, submissions, submitTraining, untilDone } from './support.ts';

const HOUR = 3_600_000;

describe('cancelling at the emulator', () => {
  const lab = emulatorLab();

  async function trainWith(settings: Partial<EmulatorSettings>): Promise<string> {
    await control(lab.url, 'settings', { cancelMs: 0, ignoreCancel: false, ...settings });
    return submitTraining(lab.client);
  }

  async function expectCancelled(requestId: string): Promise<void> {
    expect(await untilDone(lab.client, PORTRAIT, requestId)).to.include({ error_type: 'client_cancelled' });
    const error = await apiErrorOf(lab.client.queue.result(PORTRAIT, { requestId }));
    expect(error.status).to.equal(499);
    expect(error.body).to.include({ error_type: 'client_cancelled' });
    const seen = (await submissions(lab.url)).find(({ request_id }) => request_id === requestId);
    expect(seen?.cancelled_at).to.be.a('string');
  }

  it('takes a request out of the queue', async () => {
    const requestId = await trainWith({ queueMs: HOUR });
    await lab.client.queue.cancel(PORTRAIT, { requestId });
    await expectCancelled(requestId);
  });

  it('is a signal that a running training obeys a little later', async () => {
    const requestId = await trainWith({ queueMs: 0, trainingMs: HOUR, cancelMs: 700 });
    await lab.client.queue.cancel(PORTRAIT, { requestId });
    expect((await lab.client.queue.status(PORTRAIT, { requestId })).status).to.equal('IN_PROGRESS');
    await lab.client.queue.cancel(PORTRAIT, { requestId });
    await expectCancelled(requestId);
  });

  it('may lose the race against the end', async () => {
    const requestId = await trainWith({ queueMs: 0, trainingMs: 700, cancelMs: HOUR });
    await lab.client.queue.cancel(PORTRAIT, { requestId });
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    expect(data).to.have.property('diffusers_lora_file');
  });

  it('may be ignored by the model', async () => {
    const requestId = await trainWith({ queueMs: 0, trainingMs: 700, ignoreCancel: true });
    await lab.client.queue.cancel(PORTRAIT, { requestId });
    await untilDone(lab.client, PORTRAIT, requestId);
    await lab.client.queue.result(PORTRAIT, { requestId });
  });

  it('comes too late for a finished training', async () => {
    const requestId = await trainWith({ queueMs: 0, trainingMs: 0 });
    const error = await apiErrorOf(lab.client.queue.cancel(PORTRAIT, { requestId }));
    expect(error.status).to.equal(400);
    expect(error.body).to.deep.equal({ status: 'ALREADY_COMPLETED' });
    await lab.client.queue.result(PORTRAIT, { requestId });
  });
});
