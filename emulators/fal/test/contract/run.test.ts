import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import type { FalEmulator } from '../../index.ts';
import { control, quickEmulator, submissions } from '../support.ts';

const SCRIPT = new URL('run.ts', import.meta.url).pathname;
const KEY = '11111111-2222-3333-4444-555555555555:66666666777777778888888899999999';

function run(args: string[], env: Record<string, string>): Promise<{ code: number; output: string }> {
  const { FAL_KEY: _key, FAL_API_ROOT: _root, ...rest } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...args], { env: { ...rest, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('npm run contract:fal', () => {
  let emulator: FalEmulator;
  before(async () => {
    emulator = await quickEmulator({ queueMs: 200, trainingMs: 300 });
    await control(emulator.url, 'settings', { key: KEY });
  });
  after(() => emulator.close());
  afterEach(() => fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' }));

  // The emulator stands for the live service, being reached as it is: with a key.
  const live = (...args: string[]) => run(args, { FAL_KEY: KEY, FAL_API_ROOT: emulator.url });

  it('runs against the emulator without a key, and says so', async () => {
    const { code, output } = await run([], {});
    expect(output).to.match(/^The emulator: there is no FAL_KEY/);
    expect(output).not.to.match(/pending|failing/);
    expect(code).to.equal(0);
  });

  it('with a key makes no request that costs money, and lists the costs', async () => {
    const { code, output } = await live();
    expect(output).to.include(`FAL at ${emulator.url}`);
    expect(output).to.include('--spend would include it and cost $12.07 at most');
    expect(output).to.match(/a training to its end \(fal-ai\/flux-lora-portrait-trainer\): \$2\.400/);
    expect(output).to.match(/14 pending/);
    expect(code).to.equal(0);
    expect(await submissions(emulator.url)).to.be.empty;
  });

  it('spends money with --spend, and receives the webhook at the given port', async () => {
    const port = await freePort();
    const { code, output } = await live(
      '--spend',
      '--webhook',
      `http://127.0.0.1:${port}/`,
      '--webhook-port',
      `${port}`,
    );
    expect(output).to.include('This costs $12.07 at most');
    expect(output).not.to.match(/pending|failing/);
    expect(code).to.equal(0);
    expect(await submissions(emulator.url)).to.have.length(7);
  });

  it('fails where the protocol differs, and never prints the key', async () => {
    await control(emulator.url, 'faults', { endpoint: 'fal-ai/no-such-model', kind: 403, detail: `${KEY} may not` });
    const { code, output } = await live();
    expect(code).to.equal(1);
    expect(output).to.include('expected 403 to equal 404');
    await control(emulator.url, 'faults', { endpoint: 'fal-ai/no-such-model', kind: 404, detail: `no ${KEY}` });
    const other = await live();
    expect(other.output).to.include('no [FAL_KEY]');
    expect(output + other.output).not.to.include(KEY);
  });
});
