import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import { describePaidProtocol } from './suite-paid.ts';
import { clientFor, listRequests, type ProtocolTarget } from './target.ts';
import { apiErrorOf, PORTRAIT, zipOf } from '../support.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What holds of FAL's protocol wherever it is spoken; `target` is called once the surrounding hooks have run. */
export function describeProtocol(target: () => ProtocolTarget): void {
  let client: FalClient;
  before(() => {
    client = clientFor(target());
  });

  describe('storage', () => {
    it('serves uploaded bytes without a key', async () => {
      const zip = await zipOf({ 'note.txt': 'hello' });
      const url = await client.storage.upload(zip, { lifecycle: { expiresIn: '1h' } });
      const answer = await target().fetch(url);
      expect(answer.headers.get('content-type')).to.equal('application/zip');
      expect(Buffer.from(await answer.arrayBuffer())).to.deep.equal(Buffer.from(await zip.arrayBuffer()));
    });
  });

  describe('a wrong key', () => {
    it('cannot submit, upload or read', async () => {
      const credentials = '00000000-0000-4000-8000-000000000000:00000000000000000000000000000000';
      const stranger = clientFor({ ...target(), credentials });
      const error = await apiErrorOf(stranger.queue.submit<string>(PORTRAIT, { input: {} }));
      expect(error.status).to.equal(401);
      target().note('the body of a 401', error.body);
      expect(error.body['detail'], 'a sentence, not a list: it is no model that speaks').to.be.a('string');
      expect((await apiErrorOf(stranger.queue.status(PORTRAIT, { requestId: NOBODY }))).status).to.equal(401);
      expect((await apiErrorOf(stranger.queue.result(PORTRAIT, { requestId: NOBODY }))).status).to.equal(401);
      expect((await apiErrorOf(stranger.queue.cancel(PORTRAIT, { requestId: NOBODY }))).status).to.equal(401);
      expect((await apiErrorOf(stranger.storage.upload(new Blob(['x'])))).status).to.be.oneOf([401, 403]);
    });
  });

  describe('what does not exist', () => {
    it('is an endpoint of another name', async () => {
      const error = await apiErrorOf(client.queue.submit<string>('fal-ai/no-such-model', { input: {} }));
      expect(error.status).to.equal(404);
      target().note('the body of a 404 for an unknown endpoint', error.body);
    });

    it('has no status and no result', async () => {
      const status = await apiErrorOf(client.queue.status(PORTRAIT, { requestId: NOBODY }));
      expect(status.status).to.equal(404);
      target().note('the body of a 404 for an unknown request', status.body);
      expect((await apiErrorOf(client.queue.result(PORTRAIT, { requestId: NOBODY }))).status).to.equal(404);
    });

    it('cannot be cancelled', async () => {
      const error = await apiErrorOf(client.queue.cancel(PORTRAIT, { requestId: NOBODY }));
      expect(error.status).to.equal(404);
      expect(error.body).to.include({ status: 'NOT_FOUND' });
    });
  });

  describe('the keys of webhooks', () => {
    it('are ED25519 keys, published', async () => {
      const answer = await target().fetch('https://rest.fal.ai/.well-known/jwks.json');
      const { keys }: { keys: JsonWebKey[] } = JSON.parse(await answer.text());
      expect(keys).not.to.be.empty;
      for (const { x = '' } of keys) {
        expect(Buffer.from(x, 'base64url')).to.have.length(32);
        const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
        expect(key.asymmetricKeyType).to.equal('ed25519');
      }
    });
  });

  describe('the list of own requests', () => {
    it('comes in pages', async function () {
      const answer = await listRequests(target(), { endpoint_id: PORTRAIT, limit: '1' });
      target().note('the platform API answers this key with', answer.status);
      if (answer.status === 403) return this.skip();
      expect(answer.status).to.equal(200);
      const page: Record<string, unknown> = JSON.parse(await answer.text());
      expect(page['items']).to.be.an('array');
      expect(page['has_more']).to.be.a('boolean');
      expect(page).to.have.property('next_cursor');
    });

    it('requires an endpoint', async function () {
      const answer = await listRequests(target(), {});
      if (answer.status === 403) return this.skip();
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.have.nested.property('error.type', 'validation_error');
    });

    it('is refused to a wrong key', async () => {
      const answer = await listRequests({ ...target(), credentials: 'wrong' }, { endpoint_id: PORTRAIT });
      expect(answer.status).to.equal(401);
      expect(await answer.json()).to.have.nested.property('error.type', 'authorization_error');
    });
  });

  describe('what is charged for', () => {
    before(function () {
      if (!target().spend) this.skip();
    });

    describePaidProtocol(target);
  });
}
