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
  /** Temporal's server; the dev server's own database is in its process. null: it is not found on this machine. */
  readonly server: number | null;
  /** The product's, with all its processes; null: not found, or not in use. */
  readonly database: number | null;
  /** Everything else on the machine. */
  readonly elsewhere: number;
  readonly idle: number;
}

export interface ProcessorUse {
  readonly shares: ProcessorShares;
  /** Processor time of this process, the server and the database, ms; null: the server is not found. */
  readonly usedMs: number | null;
}

/** Source: proc_pid_stat(5), sysconf(_SC_CLK_TCK): 100 a second on Linux. */
const TICK_MS = 10;

interface Times extends Record<Thread, number> {
  readonly server: number | null;
  readonly database: number | null;
  readonly busy: number;
  readonly idle: number;
}

/** Where the servers listen, as host:port. */
export interface Servers {
  readonly server: string;
  readonly database?: string | undefined;
}

/** Measures from now on. @returns the use so far; null where the system does not tell */
export async function watchProcessors(servers: Servers): Promise<() => Promise<ProcessorUse | null>> {
  const pids = { server: await listenerAt(servers.server), database: await listenerAt(servers.database) };
  const before = await timesOf(pids).catch(() => null);
  return async () => {
    const after = before && (await timesOf(pids).catch(() => null));
    if (!before || !after) return null;
    const all = after.busy + after.idle - before.busy - before.idle;
    const share = (of: keyof Times) => ((after[of] ?? 0) - (before[of] ?? 0)) / all;
    const own = { main: share('main'), workflows: share('workflows'), core: share('core'), others: share('others') };
    const known = Object.values(own).reduce((sum, one) => sum + one, share('server') + share('database'));
    const elsewhere = Math.max(0, share('busy') - known);
    const [server, database] = [pids.server && share('server'), pids.database && share('database')];
    const shares = rounded({ ...own, server, database, elsewhere, idle: share('idle') });
    return { shares, usedMs: server === null ? null : Math.round(known * all * TICK_MS) };
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
    database: first.database === null ? null : mean('database'),
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
async function timesOf(pids: Readonly<Record<'server' | 'database', number | null>>): Promise<Times> {
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
    server: pids.server && (await treeTicks(pids.server)),
    database: pids.database && (await treeTicks(pids.database)),
    busy: user + nice + system + irq + softirq + steal,
    idle: idle + waiting,
  };
}

/** Of a process and its children: PostgreSQL has one for each connection. */
async function treeTicks(pid: number): Promise<number> {
  const stats = await Promise.all((await processes()).map((one) => statOf(`/proc/${one}`).catch(() => null)));
  const own = stats.filter((stat) => stat !== null && (stat.pid === pid || stat.parent === pid));
  // What an ended child has used is its parent's.
  return own.reduce((sum, stat) => sum + (stat?.ticks ?? 0) + (stat?.pid === pid ? stat.ticksOfEnded : 0), 0);
}

async function processes(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

interface Stat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** In user and system mode. */
  readonly ticks: number;
  /** Of its ended children. */
  readonly ticksOfEnded: number;
}

async function statOf(folder: string): Promise<Stat> {
  const text = await readFile(`${folder}/stat`, 'utf8');
  const [, pid, name = '', rest = ''] = /^(\d+) \((.*)\) (.*)/s.exec(text) ?? [];
  const fields = rest.split(' ');
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  const ticks = { ticks: user + system, ticksOfEnded: endedUser + endedSystem };
  return { pid: Number(pid), name, parent: Number(fields[1]), ...ticks };
}

/** The process that listens on a port of this machine. */
async function listenerAt(address: string | undefined): Promise<number | null> {
  const inode = address === undefined ? null : await inodeOf(Number(address.split(':').at(-1))).catch(() => null);
  if (inode === null) return null;
  for (const pid of await processes()) {
    for (const file of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => '');
      if (target === `socket:[${inode}]`) return pid;
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
