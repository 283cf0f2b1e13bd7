import { expect } from 'chai';
import { control, emulatorLab, PORTRAIT, submitTraining, untilDone, zipOfPhotos } from './support.ts';

describe("the emulator's deletion of payloads", () => {
  const lab = emulatorLab();
  beforeEach(() => control(lab.url, 'settings', { queueMs: 0, trainingMs: 0, platform: { admin: true } }));

  const remove = (id: string, headers: Record<string, string> = { authorization: 'Key x' }) =>
    fetch(`${lab.url}/v1/models/requests/${id}/payloads`, { method: 'DELETE', headers });
  const listed = async (id: string): Promise<Record<string, unknown> | undefined> => {
    const query = new URLSearchParams({ endpoint_id: PORTRAIT, request_id: id, expand: 'payloads' });
    const headers = { authorization: 'Key x' };
    const answer = await fetch(`${lab.url}/v1/models/requests/by-endpoint?${query.toString()}`, { headers });
    const { items }: { items: Record<string, unknown>[] } = JSON.parse(await answer.text());
    return items[0];
  };

  it('removes input, output and the files of the result, but not uploads', async () => {
    const upload = await lab.client.storage.upload(await zipOfPhotos(3));
    const input = { images_data_url: upload, trigger_phrase: 'AISHA' };
    const { request_id: requestId } = await lab.client.queue.submit(PORTRAIT, { input });
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    const weights: string = data.diffusers_lora_file.url;
    expect((await fetch(weights)).status).to.equal(200);
    expect(await listed(requestId)).to.include.keys('json_input', 'json_output');

    const answer = await remove(requestId);
    expect(answer.status).to.equal(200);
    const { cdn_delete_results: results }: { cdn_delete_results: { link: string; exception: null }[] } = JSON.parse(
      await answer.text(),
    );
    expect(results).to.have.length(2);
    expect(results[0]).to.deep.equal({ link: weights, exception: null });
    expect((await fetch(weights)).status).to.equal(404);
    expect(await listed(requestId)).to.include({ request_id: requestId, status_code: 200 });
    expect(await listed(requestId)).to.not.have.any.keys('json_input', 'json_output');
    expect((await lab.client.queue.status(PORTRAIT, { requestId })).status).to.equal('COMPLETED');
    const failure: unknown = await lab.client.queue.result(PORTRAIT, { requestId }).catch((error: unknown) => error);
    expect(failure).to.have.property('status', 404);
    expect((await fetch(upload)).status, 'the upload').to.equal(200);
    const again = await remove(requestId);
    expect([again.status, JSON.parse(await again.text())]).to.deep.equal([200, { cdn_delete_results: [] }]);
  });

  it('needs a key of scope ADMIN and a known id', async () => {
    const requestId = await submitTraining(lab.client);
    await untilDone(lab.client, PORTRAIT, requestId);
    const unknown = '11111111-2222-4333-8444-555555555555';
    expect((await remove(requestId, {})).status).to.equal(401);
    expect((await remove('what')).status).to.equal(400);
    expect((await remove(unknown)).status).to.equal(404);
    await control(lab.url, 'settings', { platform: { admin: false } });
    expect((await remove(requestId)).status).to.equal(403);
    expect(await listed(requestId)).to.include.keys('json_input');
  });
});
