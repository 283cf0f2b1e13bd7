import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import { clientOf, control, PORTRAIT, quickEmulator, submissions, zipOfPhotos } from './support.ts';
import { isSigned, type WebhookCall } from './webhook-receiver.ts';

describe("the emulator's webhooks", () => {
  let emulator: FalEmulator;
  let client: FalClient;
  let server: Server;
  let webhookUrl: string;
  let images_data_url: string;
  let calls: WebhookCall[];
  let answers: number[];

  before(async () => {
    server = createServer((request, response) => {
      const take = async (): Promise<void> => {
        calls.push({ headers: request.headers, body: await text(request) });
        response.writeHead(answers.shift() ?? 200).end();
        server.emit('called');
      };
      void take();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    webhookUrl = `http://127.0.0.1:${address.port}/hook?avatar=1`;
    emulator = await quickEmulator();
    client = clientOf(emulator.url);
    images_data_url = await client.storage.upload(await zipOfPhotos(4));
  });
  after(async () => {
    await emulator.close();
    server.close();
  });
  beforeEach(async () => {
    calls = [];
    answers = [];
    const webhook = {
      delayMs: 0,
      lost: false,
      copies: 1,
      spreadMs: 0,
      retryMs: 0,
      tries: 3,
      retried: false,
      payloadError: false,
    };
    await control(emulator.url, 'settings', { outcome: 'ok', webhook });
  });

  async function submit(): Promise<string> {
    return (await client.queue.submit(PORTRAIT, { input: { images_data_url }, webhookUrl })).request_id;
  }

  async function called(times: number): Promise<Record<string, unknown>[]> {
    while (calls.length < times) await once(server, 'called');
    return calls.map(({ body }): Record<string, unknown> => JSON.parse(body));
  }

  it('carry the result and a signature by one of the published keys', async () => {
    const requestId = await submit();
    const [message] = await called(1);
    expect(message).to.include({ request_id: requestId, gateway_request_id: requestId, status: 'OK' });
    expect(message?.['payload']).to.deep.equal((await client.queue.result(PORTRAIT, { requestId })).data);
    expect((await submissions(emulator.url)).at(-1)?.webhook_url).to.equal(webhookUrl);

    const { headers, body } = calls[0] ?? { headers: {}, body: '' };
    const jwks: unknown = await (await fetch(`${emulator.url}/.well-known/jwks.json`)).json();
    expect(isSigned({ headers, body }, jwks)).to.equal(true);
    expect(isSigned({ headers, body: `${body} ` }, jwks)).to.equal(false);
  });

  it('report a failure', async () => {
    const detail = [{ loc: ['body'], msg: 'no', type: 'content_policy_violation' }];
    await control(emulator.url, 'settings', { outcome: { status: 422, detail } });
    await submit();
    const [message] = await called(1);
    expect(message).to.include({ status: 'ERROR', error: 'Invalid status code: 422' });
    expect(message?.['payload']).to.deep.equal({ detail });
  });

  it('are repeated until they are accepted', async () => {
    answers = [500, 404, 200];
    const requestId = await submit();
    expect((await called(3)).map(({ request_id }) => request_id)).to.deep.equal([requestId, requestId, requestId]);
  });

  it('come twice, or out of order, when set so', async () => {
    await control(emulator.url, 'settings', { webhook: { delayMs: 500, copies: 2 } });
    const first = await submit();
    await control(emulator.url, 'settings', { webhook: { delayMs: 0, copies: 1 } });
    const second = await submit();
    expect((await called(3)).map(({ request_id }) => request_id)).to.deep.equal([second, first, first]);
  });

  it('are lost when set so', async () => {
    await control(emulator.url, 'settings', { webhook: { lost: true } });
    const lost = await submit();
    await control(emulator.url, 'settings', { webhook: { lost: false, delayMs: 200 } });
    const sent = await submit();
    expect((await called(1)).map(({ request_id }) => request_id))
      .to.deep.equal([sent])
      .and.not.include(lost);
  });

  it('have another gateway id when FAL itself repeated the request', async () => {
    await control(emulator.url, 'settings', { webhook: { retried: true } });
    const requestId = await submit();
    const [message] = await called(1);
    expect(message?.['request_id']).to.equal(requestId);
    expect(message?.['gateway_request_id'])
      .to.match(/^[\da-f-]{36}$/)
      .and.not.equal(requestId);
  });

  it('may have no payload after a success', async () => {
    await control(emulator.url, 'settings', { webhook: { payloadError: true } });
    await submit();
    const [message] = await called(1);
    expect(message).to.include({ status: 'OK', payload: null });
    expect(message?.['payload_error']).to.be.a('string');
  });

  it('do not follow a redirection, nor try again after one', async () => {
    answers = [307];
    await submit();
    await called(1);
    await control(emulator.url, 'settings', { webhook: { delayMs: 200 } });
    const later = await submit();
    expect((await called(2)).map(({ request_id }) => request_id)[1]).to.equal(later);
  });
});
