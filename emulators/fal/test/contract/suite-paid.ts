import { setTimeout as sleep } from 'node:timers/promises';
import type { FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import { STEPS } from './costs.ts';
import { clientFor, listRequests, errorOfCall, type ProtocolTarget } from './target.ts';
import { apiErrorOf, PORTRAIT, zipOfPhotos } from '../support.ts';
import { isSigned, receiveWebhooks, type Receiver } from '../webhook-receiver.ts';

const LORA = 'fal-ai/flux-lora';
const STATES = ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'];
const LIST_TRIES = 60;

/** The part of the protocol that only shows in requests that the live service charges for: those of costs.ts, each once. */
export function describePaidProtocol(target: () => ProtocolTarget): void {
  let client: FalClient;
  let receiver: Receiver | undefined;
  let requestId: string;
  let images_data_url: string;
  let weights: string;
  before(async () => {
    const { webhook } = target();
    client = clientFor(target());
    receiver = webhook && (await receiveWebhooks(webhook));
    images_data_url = await client.storage.upload(await zipOfPhotos(10), { lifecycle: { expiresIn: '1h' } });
  });
  after(() => receiver?.close());

  /** The error that a training with this input ends with; fails when it ends well. */
  async function trainedBadly(input: { images_data_url: string }) {
    const { request_id: bad } = await client.queue.submit(PORTRAIT, { input: { ...input, steps: STEPS } });
    await done(PORTRAIT, bad);
    return apiErrorOf(client.queue.result(PORTRAIT, { requestId: bad }));
  }

  const done = (endpoint: string, id: string) =>
    client.queue.subscribeToStatus(endpoint, { requestId: id, logs: true, pollInterval: target().pollMs });

  it('a training is queued under links of its own', async () => {
    const accepted = await client.queue.submit(PORTRAIT, {
      input: { images_data_url, trigger_phrase: 'ohwx', steps: STEPS },
      ...(receiver ? { webhookUrl: receiver.address } : {}),
    });
    requestId = accepted.request_id;
    expect(accepted.queue_position).to.be.a('number');
    for (const link of [accepted.status_url, accepted.response_url, accepted.cancel_url]) {
      expect(new URL(link).pathname).to.match(new RegExp(`^/${PORTRAIT}/requests/${requestId}`));
    }
  });

  it('a training has no result before its end', async () => {
    const early = await apiErrorOf(client.queue.result(PORTRAIT, { requestId }));
    expect(early.status).to.equal(400);
    target().note('the words of an early result', early.body['detail']);
    expect(early.body).to.include({ detail: 'Request is still in progress' });
  });

  it('a training goes on to COMPLETED with a log', async () => {
    const seen: string[] = [];
    const end = await client.queue.subscribeToStatus(PORTRAIT, {
      requestId,
      logs: true,
      pollInterval: target().pollMs,
      onQueueUpdate: ({ status }) => void (seen.at(-1) === status || seen.push(status)),
    });
    expect(seen).to.deep.equal(STATES.filter((state) => seen.includes(state)));
    expect(end).not.to.have.any.keys('error', 'error_type');
    expect(end.metrics?.inference_time).to.be.a('number');
    expect(end.logs).to.be.an('array');
    target().note(
      'log lines',
      [0, Math.floor(end.logs.length / 2), -1].map((at) => end.logs.at(at)?.message),
    );
    for (const { message, timestamp } of end.logs) {
      expect(message).to.be.a('string');
      expect(Date.parse(timestamp)).to.be.above(0);
    }
  });

  it('a status call without logs=1 has no log', async () => {
    const bare = await client.queue.status(PORTRAIT, { requestId });
    expect('logs' in bare ? (bare.logs ?? []) : []).to.be.empty;
  });

  it('a training leaves weights that can be downloaded', async () => {
    const { data, requestId: told } = await client.queue.result(PORTRAIT, { requestId });
    expect(told).to.equal(requestId);
    weights = data.diffusers_lora_file.url;
    const bytes = Buffer.from(await (await target().fetch(weights)).arrayBuffer());
    expect(bytes.length).to.equal(data.diffusers_lora_file.file_size ?? bytes.length);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
    expect(Object.keys(header)).not.to.be.empty;
  });

  it('a training is found in the list by the address of its photos', async function () {
    const query = { endpoint_id: PORTRAIT, expand: 'payloads', limit: '100' };
    for (let tries = 1; tries <= LIST_TRIES; tries += 1) {
      const answer = await listRequests(target(), query);
      if (answer.status === 403) return this.skip();
      const { items }: { items: Record<string, unknown>[] } = JSON.parse(await answer.text());
      const item = items.find(({ request_id }) => request_id === requestId);
      if (item) {
        target().note('looks at the list before the finished training was in it', tries - 1);
        expect(item).to.include({ endpoint_id: PORTRAIT, status_code: 200 });
        expect(item['json_input']).to.include({ images_data_url });
        return;
      }
      await sleep(target().pollMs * 2);
    }
    throw new Error('the training is not in the list');
  });

  it('a training calls its webhook, signed with a published key', async function () {
    if (!receiver) return this.skip();
    const call = await receiver.next();
    const jwks = await target().fetch('https://rest.fal.ai/.well-known/jwks.json');
    expect(isSigned(call, await jwks.json())).to.equal(true);
    expect(isSigned({ ...call, body: `${call.body} ` }, await (await target().fetch(jwks.url)).json())).to.equal(false);
    const message: Record<string, unknown> = JSON.parse(call.body);
    expect(message).to.include({ request_id: requestId, status: 'OK' });
    expect(message['payload']).to.have.nested.property('diffusers_lora_file.url');
  });

  it('a training ends before a late cancel', async () => {
    const error = await apiErrorOf(client.queue.cancel(PORTRAIT, { requestId }));
    expect(error.status).to.equal(400);
    expect(error.body).to.include({ status: 'ALREADY_COMPLETED' });
  });

  it('a training that is cancelled at once ends', async () => {
    const { request_id: cancelled } = await client.queue.submit(PORTRAIT, { input: { images_data_url, steps: STEPS } });
    await client.queue.cancel(PORTRAIT, { requestId: cancelled });
    const end = await done(PORTRAIT, cancelled);
    target().note('the status of a cancelled training', { ...end, logs: end.logs.length });
    expect(end.status).to.equal('COMPLETED');
    const error = await apiErrorOf(client.queue.result(PORTRAIT, { requestId: cancelled }));
    target().note('the result of a cancelled training', { status: error.status, body: error.body });
    expect(error.status).to.be.within(400, 499);
  });

  it('the result call names the fields of an input that the model refuses', async () => {
    const { request_id: refused } = await client.queue.submit<string>(PORTRAIT, { input: { steps: STEPS } });
    const end = await done(PORTRAIT, refused);
    target().note('the status of a refused input', { ...end, logs: end.logs.length });
    const error = errorOfCall(await apiErrorOf(client.queue.result(PORTRAIT, { requestId: refused })));
    expect(error.status).to.equal(422);
    expect(error.getFieldErrors('images_data_url')[0]).to.include({ type: 'missing' });
  });

  it('an invalid archive gives a typed error at its field', async () => {
    const address = await client.storage.upload(new Blob(['no zip'], { type: 'application/zip' }));
    const error = await trainedBadly({ images_data_url: address });
    const [detail] = errorOfCall(error).fieldErrors;
    target().note('an archive that is none', detail);
    expect(error.status).to.equal(422);
    expect(detail).to.have.property('type').that.is.a('string');
    expect(detail?.loc.slice(0, 2)).to.deep.equal(['body', 'images_data_url']);
    expect(detail?.msg).to.be.a('string');
  });

  it('a broken picture in the archive gives an error of the same form, or is ignored', async () => {
    const zip = await zipOfPhotos(10, { 'photo-11.jpg': 'no picture' });
    const address = await client.storage.upload(zip, { lifecycle: { expiresIn: '1h' } });
    const outcome = await trainedBadly({ images_data_url: address }).catch(() => 'passed over');
    target().note('a broken picture, photo-11.jpg', typeof outcome === 'string' ? outcome : outcome.body);
    if (typeof outcome === 'string') return;
    for (const { loc, msg, type } of errorOfCall(outcome).fieldErrors) {
      expect(loc[0]).to.equal('body');
      expect([msg, type].every((word) => typeof word === 'string')).to.equal(true);
    }
  });

  it('the weights make pictures, each with its safety flag', async () => {
    const input = { prompt: 'a portrait of ohwx', loras: [{ path: weights, scale: 1 }], image_size: 'square' as const };
    const { request_id: drawn } = await client.queue.submit(LORA, { input });
    await done(LORA, drawn);
    const { data } = await client.queue.result(LORA, { requestId: drawn });
    expect(data.images).to.have.length(1);
    expect(data.has_nsfw_concepts).to.have.length(1);
    const picture = await target().fetch(data.images[0]?.url ?? '');
    expect(picture.headers.get('content-type')).to.match(/^image\//);
  });

  it('unknown weights make no pictures', async () => {
    const input = { prompt: 'ohwx', loras: [{ path: 'https://made-up.invalid/lora.safetensors', scale: 1 }] };
    const { request_id: refused } = await client.queue.submit(LORA, { input });
    await done(LORA, refused);
    const error = await apiErrorOf(client.queue.result(LORA, { requestId: refused }));
    target().note('an unknown LoRA', { status: error.status, body: error.body });
    expect(error.status).to.be.within(400, 599);
  });
}
