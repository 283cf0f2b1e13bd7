import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Processes } from './processes.ts';
import { startFal, startTelegram } from './servers/emulators.ts';
import { startMinio } from './servers/minio.ts';
import { startPostgres } from './servers/postgres.ts';
import { startTemporal } from './servers/temporal.ts';
import type { Address, Start } from './servers/types.ts';

export const partNames = ['temporal', 'postgres', 'minio', 'fal', 'telegram'] as const;
export type PartName = (typeof partNames)[number];

export interface StackOptions {
  /** Where the servers keep their data between runs; without it in a temporary folder, which goes at the end. */
  readonly dataDir?: string;
  /** Names servers that run already; process.env without it. */
  readonly env?: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly parts?: readonly PartName[];
  /** ms that a simulated training waits in the queue and takes. */
  readonly fal?: { readonly queueMs?: number; readonly trainingMs?: number };
}

export interface Stack {
  /** The given environment, with what is needed to use the servers. */
  readonly env: Readonly<Record<string, string>>;
  /** What of it the stack has set. */
  readonly settings: Readonly<Record<string, string>>;
  readonly addresses: readonly Address[];
  /** Processes started here end with the stack, whatever way it ends. */
  readonly processes: Processes;
  address(name: string): string | undefined;
  stop(): Promise<void>;
}

/** Which variables say that a server runs already, and that nothing need be started. */
const given: Record<PartName, (env: NodeJS.ProcessEnv) => string | undefined> = {
  temporal: (env) => temporalAddress(env),
  postgres: (env) => env.DATABASE_URL && new URL(env.DATABASE_URL).host,
  minio: (env) => env.MINIO_ENDPOINT,
  fal: (env) => env.FAL_API_ROOT ?? (env.FAL_KEY && 'FAL itself, by FAL_KEY'),
  telegram: (env) => env.TELEGRAM_API_ROOT,
};

/** By TEMPORAL_ADDRESS, or any other source of Temporal's environment configuration. */
function temporalAddress(env: NodeJS.ProcessEnv): string | undefined {
  const named = ['TEMPORAL_ADDRESS', 'TEMPORAL_CONFIG_FILE', 'TEMPORAL_PROFILE'].some((name) => env[name]);
  if (!named) return undefined;
  const overrideEnvVars = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value && name.startsWith('TEMPORAL_') ? [[name, value]] : [])),
  );
  return loadClientConnectConfig({ overrideEnvVars }).connectionOptions.address;
}

/**
 * Starts every server that the environment does not name, side by side.
 * @throws {CannotObtain | NotReady} when one cannot be had or does not start; nothing is left behind then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log, parts = partNames } = options;
  const env = Object.fromEntries(
    Object.entries(options.env ?? process.env).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const starts: Record<PartName, Start> = {
    temporal: startTemporal,
    postgres: startPostgres,
    minio: startMinio,
    fal: startFal(options.fal ?? {}),
    telegram: startTelegram,
  };
  const processes = new Processes();
  const kept = options.dataDir !== undefined;
  const dataDir = kept ? resolve(options.dataDir ?? '') : await mkdtemp(join(tmpdir(), 'aisha-stack-'));
  if (!kept) processes.removeAtEnd(dataDir);

  const closers: (() => Promise<void>)[] = [];
  async function stop(): Promise<void> {
    for (const close of closers.toReversed()) await close().catch(() => undefined);
    await processes.stopAll();
    if (!kept) await rm(dataDir, { recursive: true, force: true });
  }

  async function part(name: PartName): Promise<{ settings: Record<string, string>; addresses: readonly Address[] }> {
    const there = given[name](env);
    if (there) return { settings: {}, addresses: [{ name: `${name} (given)`, address: there }] };
    const dir = join(dataDir, name);
    if (name !== 'postgres') await mkdir(dir, { recursive: true });
    const started = await starts[name]({ env, log, processes, dir, kept });
    if (started.close) closers.push(started.close);
    return { settings: started.env, addresses: started.addresses };
  }

  const results = await Promise.allSettled(parts.map(part));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const settings = Object.assign({}, ...started.map((one) => one.settings)) as Record<string, string>;
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
