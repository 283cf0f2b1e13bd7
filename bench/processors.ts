import { readdir, readFile, readlink } from 'node:fs/promises';

/** Threads of this process, by what they do. */
const threads = {
  /** JavaScript outside of workflows: activities, clients, the bench itself. */
  main: /^MainThread|^node$/,
  workflows: /^WorkerThread/,
  /** Temporal's core: polls, completions, the state machines. */
  core: /^tokio|^temporal|^workflow-proces/,
  /** Garbage collection, files. */
  others: /^/,
} as const;
type Thread = keyof typeof threads;

/** Shares of all the processors' time, 0 to 1. */
export interface ProcessorShares extends Readonly<Record<Thread, number>> {
  /** The server with its database, which is in its process; null: it is not found on this machine. */
  readonly server: number | null;
  /** Everything else on the machine. */
  readonly elsewhere: number;
  readonly idle: number;
}

export interface ProcessorUse {
  readonly shares: ProcessorShares;
  /** Processor time of this process and of the server, ms; null: the server is not found. */
  readonly usedMs: number | null;
}

/** Source: proc_pid_stat(5), sysconf(_SC_CLK_TCK): 100 a second on Linux. */
const TICK_MS = 10;

interface Times extends Record<Thread, number> {
  readonly server: number | null;
  readonly busy: number;
  readonly idle: number;
}

/** Measures from now on. @returns the use so far; null where the system does not tell */
export async function watchProcessors(serverAddress: string): Promise<() => Promise<ProcessorUse | null>> {
  const server = await listenerOf(Number(serverAddress.split(':').at(-1))).catch(() => null);
  const before = await timesOf(server).catch(() => null);
  return async () => {
    const after = before && (await timesOf(server).catch(() => null));
    if (!before || !after) return null;
    const all = after.busy + after.idle - before.busy - before.idle;
    const share = (of: Exclude<keyof Times, 'server'>) => (after[of] - before[of]) / all;
    const own = { main: share('main'), workflows: share('workflows'), core: share('core'), others: share('others') };
    const servers = after.server === null || before.server === null ? null : (after.server - before.server) / all;
    const known = Object.values(own).reduce((sum, one) => sum + one, servers ?? 0);
    const elsewhere = Math.max(0, share('busy') - known);
    const shares = rounded({ ...own, server: servers, elsewhere, idle: share('idle') });
    return { shares, usedMs: servers === null ? null : Math.round(known * all * TICK_MS) };
  };
}

/** The mean of several rounds. */
export function meanShares(rounds: readonly (ProcessorUse | null)[]): ProcessorShares | null {
  const known = rounds.flatMap((round) => (round ? [round.shares] : []));
  const [first] = known;
  if (!first) return null;
  const mean = (of: keyof ProcessorShares) => known.reduce((sum, round) => sum + (round[of] ?? 0), 0) / known.length;
  return rounded({
    main: mean('main'),
    workflows: mean('workflows'),
    core: mean('core'),
    others: mean('others'),
    server: first.server === null ? null : mean('server'),
    elsewhere: mean('elsewhere'),
    idle: mean('idle'),
  });
}

function rounded<T extends object>(shares: T): T {
  const entries = Object.entries(shares).map(([name, share]) => [
    name,
    typeof share === 'number' ? Number(share.toFixed(3)) : share,
  ]);
  return Object.fromEntries(entries) as T;
}

/** In clock ticks. */
async function timesOf(server: number | null): Promise<Times> {
  const own: Record<Thread, number> = { main: 0, workflows: 0, core: 0, others: 0 };
  for (const thread of await readdir('/proc/self/task')) {
    const found = await statOf(`/proc/self/task/${thread}`).catch(() => null);
    if (!found) continue;
    const kind = (Object.keys(threads) as Thread[]).find((one) => threads[one].test(found.name)) ?? 'others';
    own[kind] += found.ticks;
  }
  const [all = ''] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, steal = 0] = all
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return {
    ...own,
    server: server === null ? null : (await statOf(`/proc/${server}`)).ticks,
    busy: user + nice + system + irq + softirq + steal,
    idle: idle + waiting,
  };
}

async function statOf(folder: string): Promise<{ name: string; ticks: number }> {
  const [, name = '', rest = ''] = /\((.*)\) (.*)/.exec(await readFile(`${folder}/stat`, 'utf8')) ?? [];
  const fields = rest.split(' ');
  return { name, ticks: Number(fields[11]) + Number(fields[12]) };
}

/** The process that listens on a port of this machine. */
async function listenerOf(port: number): Promise<number | null> {
  const inode = await inodeOf(port);
  if (inode === null) return null;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const file of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      if (target === `socket:[${inode}]`) return Number(pid);
    }
  }
  return null;
}

const LISTENING = '0A';

async function inodeOf(port: number): Promise<string | null> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['tcp', 'tcp6']) {
    const lines = (await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')).split('\n');
    for (const line of lines) {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTENING && local.endsWith(wanted)) return inode ?? null;
    }
  }
  return null;
}
