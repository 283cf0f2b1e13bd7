import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { readClaim } from '../../src/webhook/fal-call.ts';
import { FalKeys } from '../../src/webhook/fal-keys.ts';
import { serve, type HttpStub } from '../support/http-stub.ts';
import { newSigner, outcome, type Signer } from './signing.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

describe("FAL's keys", () => {
  let published: unknown[];
  let answer: (() => { status: number; text: string }) | undefined;
  let fetched: number;
  let now: number;
  let server: HttpStub;
  let keys: FalKeys;

  before(async () => {
    server = await serve((_request, response) => {
      fetched += 1;
      const { status, text } = answer?.() ?? { status: 200, text: JSON.stringify({ keys: published }) };
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  });
  after(() => server.close());
  beforeEach(() => {
    [published, answer, fetched, now] = [[], undefined, 0, Date.now()];
    keys = new FalKeys({ url: server.url, now: () => now });
  });

  const check = (signer: Signer) =>
    outcome(() => keys.check(readClaim(signer.headersFor('r-1', '{}'), Buffer.from('{}'), Date.now())));

  it('are each tried, except broken ones and those of other kinds', async () => {
    const [first, second] = [newSigner(), newSigner()];
    const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
    const others = [
      { kty: 'EC', crv: 'P-256', x, y },
      { kty: 'OKP', crv: 'Ed25519', x: 'short' },
    ];
    const exchange = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
    published = [...others, exchange, first.publicKey, second.publicKey];
    expect([await check(first), await check(second), await check(newSigner())]).to.deep.equal([
      'taken',
      'taken',
      '401 forged',
    ]);
  });

  it('need not name their kind', async () => {
    const signer = newSigner();
    published = [{ x: signer.publicKey.x }];
    expect(await check(signer)).to.equal('taken');
  });

  it('are fetched once for several calls at the same time, and for a day', async () => {
    const signer = newSigner();
    published = [signer.publicKey];
    expect(await Promise.all([check(signer), check(signer), check(signer)])).to.deep.equal(Array(3).fill('taken'));
    now += 24 * HOUR - 1;
    expect(await check(signer)).to.equal('taken');
    expect(fetched).to.equal(1);
  });

  it('are fetched again after a day, and a withdrawn one no longer fits', async () => {
    const signer = newSigner();
    published = [signer.publicKey];
    await check(signer);
    published = [newSigner().publicKey];
    now += 24 * HOUR;
    expect(await check(signer)).to.equal('401 forged');
    expect(fetched).to.equal(2);
  });

  it('are fetched again when none fits, once a minute at the most', async () => {
    published = [newSigner().publicKey];
    await check(newSigner());
    const next = newSigner();
    published = [next.publicKey];
    now += 59 * SECOND;
    for (let call = 0; call < 20; call += 1) expect(await check(next)).to.equal('401 forged');
    expect(fetched).to.equal(1);
    now += SECOND;
    expect(await check(next)).to.equal('taken');
    expect(fetched).to.equal(2);
  });

  for (const [what, status, text] of [
    ['are away', 500, ''],
    ['are no JSON', 200, '<html>'],
    ['are none', 200, '{"error":"no"}'],
  ] as const) {
    it(`leave the signature unknown when they ${what}, and are fetched again ten seconds later`, async () => {
      const signer = newSigner();
      published = [signer.publicKey];
      answer = () => ({ status, text });
      expect(await check(signer)).to.equal("503 FAL's keys cannot be had");
      now += 9 * SECOND;
      expect(await check(signer)).to.equal("503 FAL's keys cannot be had");
      expect(fetched).to.equal(1);
      answer = undefined;
      now += SECOND;
      expect(await check(signer)).to.equal('taken');
      expect(await check(newSigner())).to.equal('401 forged');
    });
  }

  it('are still trusted when they cannot be fetched again, but only for a day', async () => {
    const signer = newSigner();
    published = [signer.publicKey];
    await check(signer);
    answer = () => ({ status: 503, text: '' });
    now += HOUR;
    expect(await check(newSigner())).to.equal("503 FAL's keys cannot be had");
    expect(await check(signer)).to.equal('taken');
    now += 24 * HOUR;
    expect(await check(signer)).to.equal("503 FAL's keys cannot be had");
  });
});
