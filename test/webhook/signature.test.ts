import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { readClaim } from '../../src/webhook/fal-call.ts';
import { signedWith } from '../../src/webhook/fal-keys.ts';
import { newSigner, outcome } from './signing.ts';

const NOW = Date.parse('2026-11-21T12:00:00.900Z');
const body = '{"request_id":"r-1"}';
const signer = newSigner();
const key = createPublicKey({ key: signer.publicKey, format: 'jwk' });
const headers = signer.headersFor('r-1', body, NOW);

describe('a claim', () => {
  const signed = (changed: Record<string, string>, text = body) =>
    signedWith(key, readClaim({ ...headers, ...changed }, Buffer.from(text), NOW));

  it('fits the key that signed it', () => {
    expect(signed({})).to.equal(true);
    expect(readClaim(headers, Buffer.from(body), NOW).requestId).to.equal('r-1');
  });

  it('fits no other key', () => {
    const other = createPublicKey({ key: newSigner().publicKey, format: 'jwk' });
    expect(signedWith(other, readClaim(headers, Buffer.from(body), NOW))).to.equal(false);
  });

  it('fits no other body, request, user or time', () => {
    expect(signed({}, `${body} `)).to.equal(false);
    expect(signed({ 'x-fal-webhook-request-id': 'r-2' })).to.equal(false);
    expect(signed({ 'x-fal-webhook-user-id': 'user-2' })).to.equal(false);
    expect(signed({ 'x-fal-webhook-timestamp': String(Math.floor(NOW / 1_000) + 1) })).to.equal(false);
  });

  for (const [what, seconds, expected] of [
    ['is taken five minutes late', 300, 'taken'],
    ['is refused a second later', 301, '401 late'],
    ['is taken five minutes early', -300, 'taken'],
    ['is refused a second earlier', -301, '401 early'],
  ] as const) {
    it(what, async () => {
      expect(await outcome(() => readClaim(headers, Buffer.from(body), NOW + seconds * 1_000))).to.equal(expected);
    });
  }

  it('is refused without any of its headers, or with a wrong one', async () => {
    const broken = {
      'x-fal-webhook-request-id': [''],
      'x-fal-webhook-user-id': [''],
      'x-fal-webhook-timestamp': ['', 'now', '1e9', '-1', '9'.repeat(400)],
      'x-fal-webhook-signature': ['', 'ff', 'g'.repeat(128), 'a'.repeat(130)],
    };
    for (const [name, values] of Object.entries(broken)) {
      for (const value of [undefined, ...values]) {
        const read = () => readClaim({ ...headers, [name]: value }, Buffer.from(body), NOW);
        expect(await outcome(read), `${name}: ${value}`).to.equal('401 unsigned');
      }
    }
  });
});
