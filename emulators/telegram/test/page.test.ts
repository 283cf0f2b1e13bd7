import { request as httpRequest } from 'node:http';
import { expect } from 'chai';
import { startScene } from './support.ts';
import type { TelegramScene } from './support.ts';

describe('Telegram emulator: the page', () => {
  let scene: TelegramScene;
  before(async () => {
    scene = await startScene();
  });
  after(() => scene.emulator.close());

  it('is served completely, and may load nothing external', async () => {
    const page = await fetch(`${scene.url}/?chat=1`);
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy');
    expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self'");
    expect(policy).to.not.contain('unsafe');
    const html = await page.text();
    expect(html).to.not.match(/<script(?![^>]*\bsrc=)/);
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
    expect(loaded).to.have.length(3);
    const types: Record<string, string | null> = {};
    for (const address of loaded) {
      const file = await fetch(new URL(address, scene.url));
      expect(file.status, address).to.equal(200);
      types[address.replace(/^.*\./, '')] = file.headers.get('content-type');
    }
    expect(types).to.deep.equal({
      svg: 'image/svg+xml',
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
    });
  });

  it('answers 404 to unknown paths', async () => {
    for (const path of ['/assets/none.js', '/main.tsx', '/../index.ts', '/emulator/none']) {
      expect((await fetch(scene.url + path)).status, path).to.equal(404);
    }
  });

  it('is not served under another host name, against DNS rebinding', async () => {
    expect(await statusOf('/', { host: 'evil.example' })).to.equal(403);
    expect(await statusOf('/emulator/users', { host: 'evil.example:8080' })).to.equal(403);
    expect(await statusOf('/emulator/users', { host: 'localhost' })).to.equal(200);
    expect(await statusOf('/emulator/users', { host: '[::1]:80' })).to.equal(200);
  });

  it('refuses requests from other sites', async () => {
    expect(await statusOf('/emulator/users', { origin: 'http://evil.example' })).to.equal(403);
    expect(await statusOf('/emulator/users', { origin: 'null' })).to.equal(403);
    expect(await statusOf('/emulator/users', { origin: scene.url })).to.equal(200);
  });

  it('never serves a user’s file as a page', async () => {
    const script = { name: 'page.html', bytes: Buffer.from('<script>alert(1)</script>') };
    await scene.user.sendPhotos([script], { as: 'document' });
    const { messages } = await scene.user.chat();
    const file = await fetch(messages.at(-1)?.media?.url ?? '');
    expect(file.headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox");
    expect(file.headers.get('content-disposition')).to.equal('attachment');
    expect(file.headers.get('x-content-type-options')).to.equal('nosniff');
  });

  /** By hand: fetch sets these headers itself. */
  function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const asked = httpRequest(scene.url + path, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  }
});
