import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptDataDir, temporaryDataDir } from './data-dir.ts';
import { NotStarted, StackError, Stopped } from './errors.ts';
import { given, partNames, type PartName } from './given.ts';
import { Processes } from './processes.ts';
import { startFal, startTelegram } from './servers/emulators.ts';
import { startStorage } from './servers/storage.ts';
import { startPostgres } from './servers/postgres.ts';
import { startTemporal } from './servers/temporal.ts';
import type { Address, Start, Started } from './servers/types.ts';

export interface StackOptions {
  /** Where servers keep their data between runs; absent: a temporary folder, removed at the end. */
  readonly dataDir?: string;
  /** Names servers that run already; default: process.env. */
  readonly env?: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly parts?: readonly PartName[];
  /** Without its Web UI; with more namespaces beside `default`. */
  readonly temporal?: { readonly headless?: boolean; readonly namespaces?: readonly string[] };
  /** How long a simulated training waits in the queue and trains, ms. */
  readonly fal?: { readonly queueMs?: number; readonly trainingMs?: number };
  /** If it is aborted before the servers are up, the started ones are stopped. */
  readonly signal?: AbortSignal;
}

export interface Stack {
  /** The given environment with the variables of the servers. */
  readonly env: Readonly<Record<string, string>>;
  /** Only the variables that the stack has set. */
  readonly settings: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
  /** Processes started here end with the stack, however it ends. */
  readonly processes: Processes;
  address(name: string): string | undefined;
  /** In order: the last started process stops first. */
  stop(): Promise<void>;
}

/** How long an interrupted step may clean up, ms. */
const TIDY_MS = 2_000;

/**
 * Starts every server that the environment does not name, in parallel.
 * @throws {CannotObtain | NotReady | NotStarted} when one or several cannot be obtained or started
 * @throws {DataInUse} when another stack uses the data
 * @throws {BadSetting} when the environment names a server in an unreadable way
 * @throws {Stopped} when `signal` is aborted. In all these cases nothing is left running
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log, parts = partNames, signal } = options;
  const env = Object.fromEntries(
    Object.entries(options.env ?? process.env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const starts: Record<PartName, Start> = {
    temporal: startTemporal(options.temporal ?? {}),
    postgres: startPostgres,
    storage: startStorage,
    fal: startFal(options.fal ?? {}),
    telegram: startTelegram,
  };
  const kept = options.dataDir !== undefined;
  const processes = new Processes();
  const data = await (options.dataDir === undefined ? temporaryDataDir(processes) : keptDataDir(options.dataDir)).catch(
    async (error: unknown) => {
      await processes.stopAll();
      throw error;
    },
  );

  const closers: (() => Promise<void>)[] = [];
  async function stop(): Promise<void> {
    await processes.stopAll();
    for (const close of closers.toReversed()) await close().catch(() => undefined);
    await data.leave();
  }

  async function part(name: PartName): Promise<Omit<Started, 'close'>> {
    const there = given[name](env);
    if (there) return { env: {}, addresses: [{ name: `${name} (given)`, address: there }] };
    const dir = join(data.path, name);
    if (name !== 'postgres') await mkdir(dir, { recursive: true });
    const start = () => starts[name]({ env, log, processes, dir, kept, ports: (count) => data.ports(name, count) });
    // Another process may take a port between finding it free and listening on it.
    const started = await start().catch((error: unknown) =>
      /in use/i.test(String(error)) ? start() : Promise.reject(error as Error),
    );
    if (started.close) closers.push(started.close);
    return started;
  }

  const stopping = signal ? stopped(signal) : undefined;
  const all = Promise.allSettled(parts.map(part));
  const results = await (stopping ? Promise.race([all, stopping.aborted]) : all);
  stopping?.forget();
  if (!results) {
    await processes.stopAll();
    await Promise.race([all, sleep(TIDY_MS)]);
    await stop();
    throw new Stopped('The stack was told to stop.');
  }
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) {
    await stop();
    throw failures.length > 1 && failures.every((failure) => failure instanceof StackError)
      ? new NotStarted(failures)
      : failures[0];
  }
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const settings = Object.assign({}, ...started.map((one) => one.env)) as Record<string, string>;
  const addresses = started.flatMap((one) => one.addresses);
  return {
    env: { ...env, ...settings },
    settings,
    addresses,
    processes,
    address: (name) => addresses.find((one) => one.name === name)?.address,
    stop,
  };
}

function stopped(signal: AbortSignal): { aborted: Promise<undefined>; forget(): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const abort = () => resolve(undefined);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return { aborted: promise, forget: () => signal.removeEventListener('abort', abort) };
}
