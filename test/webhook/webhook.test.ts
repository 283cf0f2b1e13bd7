import { randomUUID } from 'node:crypto';
import type { FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import type { FalEmulator } from '../../emulators/fal/index.ts';
import { Refused, type TrainingEnd } from '../../src/webhook/fal-call.ts';
import { createWebhook, FalKeys } from '../../src/webhook/index.ts';
import { clientOf, control, PORTRAIT, quickEmulator, zipOfPhotos } from '../../emulators/fal/test/support.ts';
import { until } from '../support/until.ts';
import { newSigner, type Signer } from './signing.ts';

const onTime = { delayMs: 0, lost: false, copies: 1, spreadMs: 0, retryMs: 0, tries: 3 };

/** What the webhook logs. */
class Log {
  readonly entries: { level: string; fields: object; msg: string }[] = [];
  readonly info = this.#at('info');
  readonly warn = this.#at('warn');
  readonly error = this.#at('error');

  #at(level: string) {
    return (fields: unknown, msg?: string) =>
      void this.entries.push({ level, fields: fields as object, msg: msg ?? '' });
  }
}

describe('the webhook', () => {
  const avatarId = randomUUID();
  let emulator: FalEmulator;
  let client: FalClient;
  let images_data_url: string;
  /** Statuses that the emulator got, by request. */
  let answered: { requestId: string; status: number }[];
  let server: FastifyInstance;
  let url: string;
  /** A signer whose key the webhook knows, and the emulator does not. */
  let signer: Signer;
  let told: TrainingEnd[];
  let log: Log;
  let troubles: number;
  let clockMs: number;

  before(async () => {
    emulator = await quickEmulator({
      log: (message, fields) => {
        const { requestId, status } = (fields ?? {}) as { requestId: string; status: number };
        if (message === 'webhook called') answered.push({ requestId, status });
      },
    });
    client = clientOf(emulator.url);
    images_data_url = await client.storage.upload(await zipOfPhotos(4));
  });
  after(() => emulator.close());

  beforeEach(async () => {
    [answered, told, log, troubles, clockMs] = [[], [], new Log(), 0, 0];
    await control(emulator.url, 'settings', { outcome: 'ok', webhook: onTime });
    const runs = {
      async tell(end: TrainingEnd) {
        if (troubles > 0) {
          troubles -= 1;
          throw new Refused(503, 'Temporal does not take the signal');
        }
        told.push(end);
        return end.avatarId === avatarId;
      },
    };
    const keys = new FalKeys({ url: `${emulator.url}/.well-known/jwks.json` });
    server = createWebhook({ keys, runs, logger: log, now: () => Date.now() + clockMs });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(() => server.close());

  /** Submits a training whose webhook goes to the avatar's address. @returns its request id */
  async function submit(attempt = 1, id = avatarId): Promise<string> {
    const webhookUrl = `${url}/fal/${id}/${attempt}`;
    return (await client.queue.submit(PORTRAIT, { input: { images_data_url }, webhookUrl })).request_id;
  }
  const answers = (count: number) =>
    until(
      `${count} answers`,
      async () => answered,
      (all) => all.length >= count,
    );

  describe('called by FAL', () => {
    it('tells the run of a good end and of a bad one', async () => {
      const good = await submit();
      await answers(1);
      await control(emulator.url, 'settings', { outcome: { status: 422 } });
      const bad = await submit(2);
      expect(await answers(2)).to.deep.equal([
        { requestId: good, status: 200 },
        { requestId: bad, status: 200 },
      ]);
      expect(told).to.deep.equal([
        { avatarId, attempt: 1, requestId: good, outcome: 'ok' },
        { avatarId, attempt: 2, requestId: bad, outcome: 'error' },
      ]);
    });

    it('answers duplicates like the first', async () => {
      await control(emulator.url, 'settings', { webhook: { copies: 3 } });
      const requestId = await submit();
      expect(await answers(3)).to.deep.equal([1, 2, 3].map(() => ({ requestId, status: 200 })));
      expect(told.map((end) => end.requestId)).to.deep.equal(Array(3).fill(requestId));
    });

    it('distinguishes webhooks that come out of order', async () => {
      await control(emulator.url, 'settings', { webhook: { delayMs: 400 } });
      const first = await submit(1);
      await control(emulator.url, 'settings', { webhook: { delayMs: 0 } });
      const second = await submit(2);
      await answers(2);
      expect(told.map(({ attempt, requestId }) => [attempt, requestId])).to.deep.equal([
        [2, second],
        [1, first],
      ]);
    });

    it('gives the same answer for a missing avatar as for an existing one', async () => {
      const requestId = await submit(1, randomUUID());
      expect(await answers(1)).to.deep.equal([{ requestId, status: 200 }]);
      expect(log.entries).to.have.nested.property('[0].fields.heard', false);
    });

    it('has FAL try again when Temporal cannot be reached', async () => {
      troubles = 2;
      const requestId = await submit();
      const statuses = (await answers(3)).map(({ status }) => status);
      expect(statuses).to.deep.equal([503, 503, 200]);
      expect(told.map((end) => end.requestId)).to.deep.equal([requestId]);
    });

    it('refuses a webhook that is six minutes old, or six minutes ahead', async () => {
      await control(emulator.url, 'settings', { webhook: { tries: 1 } });
      clockMs = 360_000;
      await submit();
      await answers(1);
      clockMs = -360_000;
      await submit();
      expect((await answers(2)).map(({ status }) => status)).to.deep.equal([401, 401]);
      expect(told).to.deep.equal([]);
      expect(log.entries.map(({ fields }) => fields)).to.deep.equal([
        { status: 401, why: 'late' },
        { status: 401, why: 'early' },
      ]);
    });

    it('logs ids and the outcome, and nothing of the result', async () => {
      const requestId = await submit();
      await answers(1);
      expect(log.entries).to.deep.equal([
        {
          level: 'info',
          fields: { avatarId, attempt: 1, requestId, outcome: 'ok', heard: true },
          msg: 'a training has ended',
        },
      ]);
    });
  });

  describe('called by anybody', () => {
    /** The webhook knows this signer's key as FAL's. */
    beforeEach(async () => {
      signer = newSigner();
      const jwks = JSON.stringify({ keys: [signer.publicKey] });
      await server.close();
      const keys = new FalKeys({ url: `data:application/json,${encodeURIComponent(jwks)}` });
      const runs = { tell: async (end: TrainingEnd) => told.push(end) > 0 && end.avatarId === avatarId };
      server = createWebhook({ keys, runs, logger: log });
      url = await server.listen({ host: '127.0.0.1', port: 0 });
    });

    const good = JSON.stringify({ request_id: 'r-1', gateway_request_id: 'r-1', status: 'OK', payload: {} });
    const path = `/fal/${avatarId}/1`;
    const type = { 'content-type': 'application/json' };

    /** All that a caller can see of an answer, except its time. */
    async function call(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, to = path) {
      const response = await fetch(url + to, { method: 'POST', body, headers });
      const shown = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
      return { status: response.status, shown, text: await response.text() };
    }
    const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;

    it('accepts a signed body of any content type', async () => {
      for (const headers of [type, { 'content-type': 'text/plain' }, { 'content-type': 'application/octet-stream' }]) {
        expect(await statusOf(Buffer.from(good), { ...headers, ...signer.headersFor('r-1', good) })).to.equal(200);
      }
      expect(told).to.have.length(3);
    });

    it('shows no difference between an existing avatar and a missing one', async () => {
      const headers = { ...type, ...signer.headersFor('r-1', good) };
      const known = await call(good, headers);
      expect(await call(good, headers, `/fal/${randomUUID()}/1`)).to.deep.equal(known);
      expect(known).to.include({ status: 200, text: '' });
    });

    it('shows no difference between unsigned, forged and late, whatever the address and the body', async () => {
      const unsigned = await call(good, type);
      expect(unsigned).to.include({ status: 401, text: '' });
      const forged = { ...type, ...newSigner().headersFor('r-1', good) };
      const late = { ...type, ...signer.headersFor('r-1', good, Date.now() - 302_000) };
      const otherBody = { ...type, ...signer.headersFor('r-1', `${good} `) };
      for (const headers of [forged, late, otherBody]) {
        expect(await call(good, headers)).to.deep.equal(unsigned);
        expect(await call(good, headers, `/fal/${randomUUID()}/1`)).to.deep.equal(unsigned);
      }
      expect(await call('', type)).to.deep.equal(unsigned);
      expect(await call('no json', type, '/fal/x/y')).to.deep.equal(unsigned);
      expect(told).to.deep.equal([]);
    });

    it('refuses a signed, malformed body', async () => {
      const bodies = [
        '',
        'no json',
        '[]',
        '{}',
        '{"request_id":"r-1"}',
        '{"request_id":1,"status":"OK"}',
        '{"request_id":"","status":"OK"}',
      ];
      for (const body of bodies) {
        expect(await statusOf(body, { ...type, ...signer.headersFor('r-1', body) }), body).to.equal(400);
      }
      const headers = { ...type, ...signer.headersFor('r-1', good) };
      for (const [id, attempt] of [
        ['1', '1'],
        [avatarId.toUpperCase(), '1'],
        [avatarId, '0'],
        [avatarId, '1.5'],
        [avatarId, '9999999'],
        [`${avatarId}%00`, '1'],
        ['..%2f..', '1'],
      ]) {
        expect(await statusOf(good, headers, `/fal/${id}/${attempt}`), `${id}/${attempt}`).to.equal(400);
      }
      expect(told).to.deep.equal([]);
    });

    it('refuses a body of another request than its headers', async () => {
      expect(await statusOf(good, { ...type, ...signer.headersFor('r-2', good) })).to.equal(400);
      expect(told).to.deep.equal([]);
    });

    it('recognises a request that FAL retried by its queue id', async () => {
      const body = JSON.stringify({ request_id: 'r-1', gateway_request_id: 'r-1-again', status: 'OK', payload: null });
      expect(await statusOf(body, { ...type, ...signer.headersFor('r-1-again', body) })).to.equal(200);
      expect(told).to.have.nested.property('[0].requestId', 'r-1');
    });

    it('treats an unknown status as an end to be looked at', async () => {
      const body = JSON.stringify({ request_id: 'r-1', status: 'COMPLETED' });
      expect(await statusOf(body, { ...type, ...signer.headersFor('r-1', body) })).to.equal(200);
      expect(told).to.have.nested.property('[0].outcome', 'error');
    });

    it('reads no more than a megabyte', async () => {
      const huge = JSON.stringify({ request_id: 'r-1', status: 'OK', payload: 'x'.repeat(1024 * 1024) });
      expect(await call(huge, { ...type, ...signer.headersFor('r-1', huge) })).to.include({ status: 413, text: '' });
      expect(told).to.deep.equal([]);
    });

    it('answers 404 at any other address, and has a health check', async () => {
      for (const to of ['/', '/fal', path, '/fal/a/b/c']) expect((await fetch(url + to)).status, to).to.equal(404);
      expect((await fetch(`${url}/health`)).status).to.equal(200);
    });

    it('logs nothing that a stranger sent', async () => {
      const secret = 'words-of-a-stranger';
      await call(secret, { ...type, 'x-fal-webhook-request-id': secret }, `/fal/${secret}/1`);
      await call(secret, { ...type, ...signer.headersFor(secret, secret) }, `/fal/${secret}/1`);
      await call(secret, { ...type, ...signer.headersFor('r-1', secret) });
      expect(log.entries).to.have.length(3);
      expect(JSON.stringify(log.entries)).to.not.include(secret);
    });
  });
});
