import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import { quickEmulator, untilGone } from './support.ts';

/** The calls are those of FAL's client for Python, `fal_client/client.py`. */
describe("uploads to the CDN, as FAL's client for Python makes them", () => {
  let emulator: FalEmulator;
  let authorization: string;
  before(async () => {
    emulator = await quickEmulator();
    const headers = { authorization: 'Key key:secret', 'content-type': 'application/json' };
    const answer = await post('/storage/auth/token?storage_type=fal-cdn-v3', '{}', headers);
    const { token, token_type, base_url, expires_at } = (await answer.json()) as Record<string, string>;
    expect(base_url).to.equal(emulator.url);
    expect(Date.parse(expires_at ?? '')).to.be.above(Date.now());
    expect(expires_at).to.match(/\+00:00$/);
    authorization = `${token_type} ${token}`;
  });
  after(() => emulator.close());

  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetch(new URL(path, emulator.url), { method: 'POST', body, headers });

  it('are whole, by a token', async () => {
    const headers = { authorization, 'content-type': 'application/zip', 'x-fal-file-name': 'my photos.zip' };
    const answer = await post('/files/upload', 'bytes', headers);
    const { access_url } = (await answer.json()) as { access_url: string };
    expect(access_url).to.match(/\/my_photos\.zip$/);
    const file = await fetch(access_url);
    expect(file.headers.get('content-type')).to.equal('application/zip');
    expect(await file.text()).to.equal('bytes');
  });

  it('are in parts, which may be listed in any order', async () => {
    const headers = { authorization, 'content-type': 'text/plain', 'x-fal-file-name': 'big.txt' };
    const begun = await post('/files/upload/multipart', '', headers);
    const { access_url, uploadId } = (await begun.json()) as { access_url: string; uploadId: string };
    const parts = await Promise.all(
      ['one ', 'two'].map(async (body, index) => {
        const url = `${access_url}/multipart/${uploadId}/${index + 1}`;
        const { headers: given } = await fetch(url, { method: 'PUT', body, headers });
        return { partNumber: index + 1, etag: given.get('etag') };
      }),
    );
    expect((await fetch(access_url)).status).to.equal(404);
    const completed = JSON.stringify({ parts: parts.toReversed() });
    const json = { ...headers, 'content-type': 'application/json' };
    expect((await post(`${access_url}/multipart/${uploadId}/complete`, completed, json)).status).to.equal(200);
    expect(await (await fetch(access_url)).text()).to.equal('one two');
  });

  it('are refused without a token, and a token without a key', async () => {
    expect((await post('/files/upload', 'bytes', { authorization: 'Bearer made-up' })).status).to.equal(401);
    expect((await post('/files/upload/multipart', '', {})).status).to.equal(401);
    expect((await post('/storage/auth/token', '{}', {})).status).to.equal(401);
  });

  it('expire as asked', async () => {
    const lifecycle = { 'x-fal-object-lifecycle': '{"expiration_duration_seconds":1}' };
    const answer = await post('/files/upload', 'bytes', { authorization, ...lifecycle });
    const { access_url } = (await answer.json()) as { access_url: string };
    await untilGone(access_url);
  });
});
