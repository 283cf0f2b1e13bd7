import { expect } from 'chai';
import { startFalEmulator } from '../../../emulators/fal/index.ts';
import { falKey } from '../../../scripts/doctor/checks/fal-key.ts';
import { closedUrl } from '../../support/http-stub.ts';
import { look, nowhere } from './lab.ts';

describe('the check of FAL', () => {
  const key = 'id-of-a-key:word-of-a-key';
  let fal: Awaited<ReturnType<typeof startFalEmulator>>;
  let env: Record<string, string>;

  beforeEach(async () => {
    fal = await startFalEmulator({});
    env = { ...nowhere, FAL_KEY: key, FAL_API_ROOT: fal.url };
  });
  afterEach(() => fal.close());

  const check = (given: Record<string, string>) =>
    look((_, settings) => falKey(settings, Boolean(given.FAL_KEY)), given);
  async function set(what: 'settings' | 'faults', body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${fal.url}/emulator/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  const host = () => new URL(fal.url).host;

  it('accepts a valid key, and submits nothing', async () => {
    await set('settings', { key });
    expect(await check(env)).to.deep.equal([`ok: live: ${host()} accepts the key`]);
    expect(await (await fetch(`${fal.url}/emulator/submissions`)).json()).to.deep.equal([]);
  });

  it('reports a key that is not accepted, without showing it', async () => {
    await set('settings', { key: 'another:key' });
    const [line, ...more] = await check(env);
    expect(line).to.match(/^error: the key is not accepted .*401.*: make a key of scope API .*FAL_KEY$/);
    expect(line).to.not.include('word-of-a-key');
    expect(more).to.deep.equal([]);
  });

  it('reports a key without rights, in FAL’s words', async () => {
    await set('faults', { endpoint: 'initiate', kind: 403, detail: 'User is locked. Reason: Exhausted balance.' });
    expect((await check(env))[0]).to.match(
      /^error: the key may not train \(.*Exhausted balance.*fal.ai\/dashboard\/billing/,
    );
  });

  it('warns of a key that cannot find a submission in doubt', async () => {
    await set('settings', { platform: { access: 'denied' } });
    expect((await check(env))[0]).to.match(/^warning: the key may not see the list of requests: .*scope ADMIN$/);
  });

  it('warns when the list does not answer', async () => {
    await set('faults', { endpoint: 'platform', kind: 503 });
    expect((await check(env))[0]).to.match(/^warning: FAL’s list of requests does not answer/);
  });

  it('distinguishes an unreachable FAL from a bad key', async () => {
    await set('faults', { endpoint: 'initiate', kind: 503 });
    expect((await check(env))[0]).to.match(/^error: nobody knows of the key: FAL answered 503.*: check FAL_API_ROOT$/);
    const gone = await check({ ...env, FAL_API_ROOT: await closedUrl() });
    expect(gone[0]).to.match(/^error: nobody knows of the key: FAL gave no answer: ECONNREFUSED/);
  });

  it('reports who trains, and warns when that may be a mistake', async () => {
    const { FAL_API_ROOT: _, ...alone } = env;
    const [keyless, forced, production, elsewhere] = await Promise.all([
      check({ ...alone, FAL_KEY: '' }),
      check({ ...alone, AVATAR_TEST_MODE: 'true' }),
      check({ ...alone, AVATAR_TEST_MODE: 'true', NODE_ENV: 'production' }),
      check({ ...env, NODE_ENV: 'production' }),
    ]);
    expect(keyless).to.deep.equal(['ok: test mode: an emulator inside the worker trains']);
    expect(forced?.[0]).to.match(/^warning: test mode: .*though there is a key: leave AVATAR_TEST_MODE out/);
    expect(production?.[0]).to.match(/^warning: test mode, in production: /);
    expect(elsewhere?.[0]).to.match(
      /^warning: .* is given the key and all photos in place of FAL: leave FAL_API_ROOT out/,
    );
  });

  it('asks the emulator without a real key', async () => {
    expect(await check({ ...env, FAL_KEY: '' })).to.deep.equal([`ok: test mode: the emulator at ${host()} trains`]);
    const gone = await check({ ...env, FAL_KEY: '', FAL_API_ROOT: await closedUrl() });
    expect(gone).to.have.length(1);
    expect(gone[0]).to.match(/^error: nobody knows of the key/);
  });

  it('is skipped without a key in production, which the configuration check reports', async () => {
    const { FAL_API_ROOT: _, ...alone } = env;
    expect(await check({ ...alone, FAL_KEY: '', NODE_ENV: 'production' })).to.deep.equal([
      'not_checked: not checked: FAL_KEY must be set right first',
    ]);
  });
});
