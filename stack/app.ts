import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppEnded } from './errors.ts';
import type { Stack } from './index.ts';
import type { Running } from './processes.ts';

export type AppProcess = 'worker' | 'bot' | 'webhook';

export interface AppOptions {
  /** Added to the stack's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each line that one of them prints: mostly JSON, see `logEntry`. */
  readonly onLine?: (process: AppProcess, line: string) => void;
  /** When it is aborted before all are ready, all are stopped and `startApp` fails. */
  readonly signal?: AbortSignal;
}

/** The processes of the product, running. They end with the stack at the latest. */
export interface App extends Readonly<Record<AppProcess, Running>> {
  /** All in order: first the bot and the webhook, that ask, then the worker, that answers. */
  stop(): Promise<void>;
}

/** As in production (Dockerfile): two arenas of malloc, or decoding in threads takes a third more memory. */
const allocation = { MALLOC_ARENA_MAX: '2' };

const READY_TIMEOUT_MS = 120_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Starts worker, bot and webhook side by side, as production does: each a process of its own, configured by the environment
 * alone.
 * Each can be stopped, or killed by its pid, on its own.
 * @returns when each has logged that it is ready
 * @throws {AppEnded} with its last lines, when one ends before it is ready or is not ready in two minutes; the others are stopped then
 */
export async function startApp(stack: Stack, options: AppOptions = {}): Promise<App> {
  const start = (name: AppProcess) => startAppProcess(stack, name, options);
  const [worker, bot, webhook] = [start('worker'), start('bot'), start('webhook')];
  async function stop(): Promise<void> {
    for (const { running } of [bot, webhook, worker]) await running.stop();
  }
  try {
    await Promise.all([worker.ready, bot.ready, webhook.ready]);
    return { worker: worker.running, bot: bot.running, webhook: webhook.running, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts one of them, as `startApp` does, to put it in the place of one that has ended. */
export function startAppProcess(
  stack: Stack,
  name: AppProcess,
  { env = {}, onLine, signal }: AppOptions = {},
): { readonly running: Running; readonly ready: Promise<void> } {
  const said = Promise.withResolvers<void>();
  const running = stack.processes.start(name, process.execPath, [`src/${name}.ts`], {
    cwd: root,
    env: heard(reachable({ ...allocation, ...stack.env, ...env })),
    onLine: (line) => {
      if (logEntry(line)?.msg === `the ${name} is ready`) said.resolve();
      onLine?.(name, line);
    },
  });
  const ended = running.ended.then((code): never => {
    throw new AppEnded(`The ${name} ended${code === null ? '' : ` (exit code ${code})`}`, running.lastLines());
  });
  const late = sleep(READY_TIMEOUT_MS, undefined, { ref: false }).then((): never => {
    throw new AppEnded(`The ${name} is not ready after ${READY_TIMEOUT_MS / 1000} s`, running.lastLines());
  });
  const ready = Promise.race([said.promise, ended, late, ...(signal ? [aborted(signal)] : [])]);
  // Whoever asks for it gets the error; nobody need ask.
  for (const promise of [ended, late, ready]) promise.catch(() => undefined);
  return { running, ready };
}

export interface LogEntry {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** What a line of a process's log says; null for a line that is no log entry. */
export function logEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line) as Partial<LogEntry>;
    return typeof entry.msg === 'string' ? (entry as LogEntry) : null;
  } catch {
    return null;
  }
}

/** That it is ready is told at level info: a quieter log would never say so. */
function heard(env: Record<string, string>): Record<string, string> {
  return ['warn', 'error', 'fatal', 'silent'].includes(env.LOG_LEVEL ?? '') ? { ...env, LOG_LEVEL: 'info' } : env;
}

/** A webhook that nobody is told of may listen anywhere. */
function reachable(env: Record<string, string>): Record<string, string> {
  return env.FAL_WEBHOOK_URL ? env : { WEBHOOK_PORT: '0', ...env };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
