import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { clientOf, PORTRAIT, submissions, submitTraining } from './support.ts';

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

  /** Starts a process; gives its address and the further lines that it prints. */
  async function start(...args: string[]) {
    const child = run(...args);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await lines.next()).value);
    return { child, next, url: (await next()).replace(/^FAL emulator on /, '') };
  }

  it('says where it listens and what it accepts, and ends well on SIGTERM', async () => {
    const { child, next, url } = await start('--queue-ms', '0', '--training-ms', '60000');
    const requestId = await submitTraining(clientOf(url));
    const [, message, fields = '{}'] = /^([^{]*) ({.*})$/.exec(await next()) ?? [];
    expect(message).to.equal('training accepted');
    expect(JSON.parse(fields)).to.include({ endpoint: PORTRAIT, requestId });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('loses nothing that it has answered when it is killed, and ends well on SIGINT', async () => {
    const killed = await start();
    const requestId = await submitTraining(clientOf(killed.url));
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');

    const { child, url } = await start();
    expect((await submissions(url)).at(-1)?.request_id).to.equal(requestId);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('refuses options that it does not understand, and names them', async () => {
    expect(await refusal('--port', 'soon')).to.equal('--port is a whole number from 0 to 65535, not soon');
    expect(await refusal('--prot', '1')).to.equal("Unknown option '--prot'; --help lists the options");
  });

  async function refusal(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).to.equal(1);
    return said.trim().replace(/^fal-emulator: /, '');
  }
});
