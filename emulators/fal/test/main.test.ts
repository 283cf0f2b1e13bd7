import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect } from 'chai';
import { clientOf, submissions, train } from './support.ts';

const MAIN = new URL('../main.ts', import.meta.url).pathname;

describe('the emulator as a process', () => {
  type Child = ChildProcessByStdio<null, Readable, null>;
  const children: Child[] = [];
  let dataDir: string;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'fal-process-'));
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true });
  });

  function run(...args: string[]): Child {
    const child = spawn(process.execPath, [MAIN, '--data', dataDir, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  /** Starts a process; gives its address and its further log entries. */
  async function start(...args: string[]) {
    const child = run(...args);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value ?? '{}');
    return { child, next, url: String((await next())['url']) };
  }

  it('says where it listens, logs trainings as simulated, and ends well on SIGTERM', async () => {
    const { child, next, url } = await start('--queue-ms', '0', '--training-ms', '60000');
    const requestId = await train(clientOf(url));
    expect(await next()).to.include({
      msg: '🧪 ТЕСТОВЫЙ РЕЖИМ: Имитация обучения…',
      endpoint: 'fal-ai/flux-lora-portrait-trainer',
      requestId,
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('loses nothing that it has answered when it is killed, and ends well on SIGINT', async () => {
    const killed = await start();
    const requestId = await train(clientOf(killed.url));
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');

    const { child, url } = await start();
    expect((await submissions(url)).at(-1)?.request_id).to.equal(requestId);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('refuses a port that is no number', async () => {
    expect(await once(run('--port', 'soon'), 'exit')).to.deep.equal([1, null]);
  });
});
