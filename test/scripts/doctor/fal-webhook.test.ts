import { expect } from 'chai';
import { pino } from 'pino';
import type { RequestListener } from 'node:http';
import { startFalEmulator } from '../../../emulators/fal/index.ts';
import { falWebhook } from '../../../scripts/doctor/checks/fal-webhook.ts';
import { listen } from '../../../src/runtime/listen.ts';
import { createWebhook, FalKeys } from '../../../src/webhook/index.ts';
import { closedUrl, serve } from '../../support/http-stub.ts';
import { look, nowhere } from './lab.ts';

describe('the check of FAL’s webhook', () => {
  let fal: Awaited<ReturnType<typeof startFalEmulator>>;
  let told: number;
  let ours: { url: string; close(): Promise<void> };
  let env: Record<string, string>;

  before(async () => {
    fal = await startFalEmulator({});
    told = 0;
    const server = createWebhook({
      keys: new FalKeys({ url: `${fal.url}/.well-known/jwks.json` }),
      runs: { tell: async () => Boolean((told += 1)) },
      logger: pino({ level: 'silent' }),
    });
    ours = { url: await listen(server, { host: '127.0.0.1', port: 0, variables: '' }), close: () => server.close() };
    env = { ...nowhere, FAL_API_ROOT: fal.url, FAL_WEBHOOK_URL: ours.url };
  });
  after(async () => {
    await ours.close();
    await fal.close();
  });

  const check = (given: Record<string, string>) => look((_, settings) => falWebhook(settings), given);
  async function answeredBy(listener: RequestListener): Promise<string> {
    const stub = await serve(listener);
    try {
      return (await check({ ...env, FAL_WEBHOOK_URL: stub.url })).join('\n');
    } finally {
      await stub.close();
    }
  }

  it('accepts the webhook process, which tells no run of the call', async () => {
    const { host } = new URL(ours.url);
    expect(await check(env)).to.deep.equal([`ok: ${host} answers, and asks for FAL’s signature`]);
    expect(told).to.equal(0);
  });

  it('says when none is used', async () => {
    const { FAL_WEBHOOK_URL: _, ...without } = env;
    expect(await check(without)).to.deep.equal(['ok: not used: FAL is asked how trainings stand']);
  });

  it('warns of a webhook for the emulator inside the worker', async () => {
    const { FAL_API_ROOT: _, ...without } = env;
    expect((await check(without))[0]).to.match(
      /^warning: the emulator inside the worker .*: leave FAL_WEBHOOK_URL out/,
    );
  });

  it('reports that nothing listens', async () => {
    const [line] = await check({ ...env, FAL_WEBHOOK_URL: await closedUrl() });
    expect(line).to.match(
      /^error: 127.0.0.1:\d+, .*does not answer this machine \(ECONNREFUSED\): .*npm run start:webhook$/,
    );
  });

  for (const [what, listener, says] of [
    [
      'a proxy that lets nothing through',
      (_, to) => to.writeHead(404).end(),
      /it answers 404 in place of 401: .*proxy/,
    ],
    [
      'a proxy with nothing behind it',
      (_, to) => to.writeHead(502).end(),
      /nothing answers \(502\): .*npm run start:webhook/,
    ],
    [
      'a proxy that wants a password',
      (_, to) => to.writeHead(401, { 'www-authenticate': 'Basic' }).end(),
      /asks for a password/,
    ],
    [
      'a redirect',
      (_, to) => to.writeHead(301, { location: 'https://example.com' }).end(),
      /answers 301 in place of 401/,
    ],
    ['a server that takes anything', (_, to) => to.writeHead(200).end('ok'), /answers 200 in place of 401/],
  ] as const satisfies [string, RequestListener, RegExp][]) {
    it(`distinguishes ${what} from the webhook process`, async () => {
      expect(await answeredBy(listener))
        .to.match(/^error: /)
        .and.match(says);
    });
  }

  for (const address of [
    'http://127.0.0.1:8083',
    'https://10.1.2.3',
    'https://webhook',
    'https://nas.local',
    'https://[fd00::1]',
  ]) {
    it(`reports that FAL itself cannot reach ${address}`, async () => {
      const given = { ...env, FAL_KEY: 'a:b', FAL_WEBHOOK_URL: address };
      expect(await check(given)).to.deep.equal([
        `error: FAL cannot reach ${new URL(address).hostname}: set FAL_WEBHOOK_URL to a public https address, or leave it out`,
      ]);
    });
  }

  it('reports that FAL’s keys cannot be fetched', async () => {
    const [gone, other] = await Promise.all([
      check({ ...env, FAL_JWKS_URL: `${await closedUrl()}/jwks.json` }),
      check({ ...env, FAL_JWKS_URL: `${fal.url}/emulator` }),
    ]);
    expect(gone).to.have.length(1);
    expect(gone[0]).to.match(/^error: FAL’s keys cannot be had at .*ECONNREFUSED.*FAL_JWKS_URL/);
    expect(other[0]).to.match(/^error: FAL’s keys cannot be had at .*it is no set of keys/);
  });
});
