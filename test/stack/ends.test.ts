import { expect } from 'chai';
import { mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runs } from '../../stack/commands.ts';
import { sampled } from '../support/full.ts';
import { until } from '../support/until.ts';
import { below, StackProcess, temporaryFolder } from './support.ts';

const ways = sampled(
  [
    { title: 'a Ctrl-C', signal: 'SIGINT', asNpm: false, code: 0 },
    { title: 'SIGTERM', signal: 'SIGTERM', asNpm: false, code: 0 },
    { title: 'SIGKILL', signal: 'SIGKILL', asNpm: false, code: null },
    { title: 'SIGKILL of the npm that started it', signal: 'SIGKILL', asNpm: true, code: null },
  ] as const,
  3,
);

describe('npm run stack', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stacks: StackProcess[] = [];
  let processes: number[][] = [];
  const temporary = (index: number) => join(folder.path, String(index));

  before('stacks start side by side, below a folder that nobody else may enter', async function () {
    this.timeout(120_000);
    folder = await temporaryFolder();
    await Promise.all(ways.map((_, index) => mkdir(temporary(index))));
    stacks = ways.map(({ asNpm }, index) => new StackProcess([], { ...process.env, TMPDIR: temporary(index) }, asNpm));
    await Promise.all(
      stacks.map((stack) =>
        until(
          'the stack',
          async () => stack.printed,
          () => stack.isUp || !runs(stack.pid),
          110_000,
        ),
      ),
    );
    expect(
      stacks.map((stack) => stack.isUp),
      stacks.map((stack) => stack.printed).join('\n'),
    ).to.deep.equal(ways.map(() => true));
    processes = await Promise.all(stacks.map(({ pid }) => below(pid)));
  });

  after(async () => {
    for (const pid of [...stacks.map((stack) => stack.pid), ...processes.flat()].filter(runs))
      process.kill(pid, 'SIGKILL');
    await folder.remove();
  });

  it('uses different ports for each of several stacks', () => {
    // The chat in the browser has the Telegram emulator's address.
    const ports = stacks.map(
      ({ printed }) => new Set([...printed.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => match[1])),
    );
    expect(ports.map(({ size }) => size)).to.deep.equal(ways.map(() => 6));
    expect(new Set(ports.flatMap((own) => [...own]))).to.have.property('size', ways.length * 6);
  });

  for (const [index, { title, signal, code }] of ways.entries()) {
    it(`leaves no process and no file behind after ${title}`, async () => {
      const stack = stacks[index];
      if (!stack) throw new Error('not started');
      // At least the watchdog, Temporal, PostgreSQL and MinIO; the ends of other stacks do not affect them.
      const all = [stack.pid, ...(processes[index] ?? [])];
      expect(all.length).to.be.greaterThan(4);
      expect(all.filter((pid) => !runs(pid))).to.deep.equal([]);
      expect(await readdir(temporary(index))).to.not.be.empty;

      stack.child.kill(signal);
      await until(
        'the end of all',
        async () => all.filter(runs),
        (left) => left.length === 0,
      );
      await until(
        'the end of its files',
        async () => [
          ...(await readdir(temporary(index))).filter((name) => name.startsWith('aisha-')),
          ...(await readdir(tmpdir())).filter((name) =>
            all.some((pid) => name.startsWith(`aisha-postgres-data-${pid}-`)),
          ),
        ],
        (left) => left.length === 0,
      );
      expect(await stack.ended).to.equal(code);
    });
  }
});
