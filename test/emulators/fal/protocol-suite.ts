import { ValidationError, type FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import { apiErrorOf, PORTRAIT, untilDone, zipOf, zipOfPhotos } from './support.ts';

/** What the suite is pointed at: the simulator, or the live service. */
export interface ProtocolTarget {
  client: FalClient;
  /** Whether trainings may be started and run to their end, which the live service charges for. */
  costly: boolean;
}

/** What holds of FAL's protocol wherever it is spoken; `target` is called once the surrounding hooks have run. */
export function describeProtocol(target: () => ProtocolTarget): void {
  const submit = (input: Record<string, unknown>, endpoint: string = PORTRAIT) =>
    target().client.queue.submit(endpoint, { input });

  describe('storage', () => {
    it('gives back the bytes that were uploaded', async () => {
      const zip = await zipOf({ 'note.txt': 'hello' });
      const url = await target().client.storage.upload(zip);
      const answer = await fetch(url);
      expect(answer.headers.get('content-type')).to.equal('application/zip');
      expect(Buffer.from(await answer.arrayBuffer())).to.deep.equal(Buffer.from(await zip.arrayBuffer()));
    });
  });

  describe('requests that do not exist', () => {
    const requestId = '00000000-0000-4000-8000-000000000000';

    it('have no status and no result', async () => {
      const { client } = target();
      expect((await apiErrorOf(client.queue.status(PORTRAIT, { requestId }))).status).to.equal(404);
      expect((await apiErrorOf(client.queue.result(PORTRAIT, { requestId }))).status).to.equal(404);
    });

    it('cannot be cancelled', async () => {
      const error = await apiErrorOf(target().client.queue.cancel(PORTRAIT, { requestId }));
      expect(error.status).to.equal(404);
      expect(error.body).to.include({ status: 'NOT_FOUND' });
    });
  });

  describe('an input that the model refuses', () => {
    it('ends as COMPLETED, and the result call names the missing field', async () => {
      const { client } = target();
      const { request_id: requestId } = await submit({ steps: 100 });
      expect((await untilDone(client, PORTRAIT, requestId)).status).to.equal('COMPLETED');
      const error = await apiErrorOf(client.queue.result(PORTRAIT, { requestId }));
      expect(error).to.be.instanceOf(ValidationError);
      if (!(error instanceof ValidationError)) return;
      expect(error.status).to.equal(422);
      expect(error.getFieldErrors('images_data_url')[0]).to.include({ type: 'missing' });
    });
  });

  describe('a training', () => {
    before(function () {
      if (!target().costly) this.skip();
    });

    it('is queued, runs, and gives weights that can be downloaded', async () => {
      const { client } = target();
      const images_data_url = await client.storage.upload(await zipOfPhotos(10));
      const accepted = await submit({ images_data_url, trigger_phrase: 'ohwx', steps: 100 });
      expect(accepted.queue_position).to.be.a('number');
      for (const link of [accepted.status_url, accepted.response_url, accepted.cancel_url]) {
        expect(new URL(link).pathname).to.match(new RegExp(`^/${PORTRAIT}/requests/${accepted.request_id}`));
      }

      const requestId = accepted.request_id;
      const seen: string[] = [];
      const done = await client.queue.subscribeToStatus(PORTRAIT, {
        requestId,
        logs: true,
        pollInterval: 20,
        onQueueUpdate: ({ status }) => void (seen.at(-1) === status || seen.push(status)),
      });
      expect(seen).to.deep.equal(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
      expect(done.metrics?.inference_time).to.be.a('number');

      const { data, requestId: told } = await client.queue.result(PORTRAIT, { requestId });
      expect(told).to.equal(requestId);
      const weights = Buffer.from(await (await fetch(data.diffusers_lora_file.url)).arrayBuffer());
      expect(weights.length).to.equal(data.diffusers_lora_file.file_size);
      const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString());
      expect(Object.keys(header)).to.include.members(['__metadata__']);
    });

    it('has no result before its end, and can be cancelled', async () => {
      const { client } = target();
      const images_data_url = await client.storage.upload(await zipOfPhotos(10));
      const { request_id: requestId } = await submit({ images_data_url });
      const early = await apiErrorOf(client.queue.result(PORTRAIT, { requestId }));
      expect(early.status).to.equal(400);
      expect(early.body).to.include({ detail: 'Request is still in progress' });
      await client.queue.cancel(PORTRAIT, { requestId });
    });
  });
}
