import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppEnded } from './errors.ts';
import type { Stack } from './index.ts';
import type { Running } from './processes.ts';

export type AppProcess = 'worker' | 'bot' | 'webhook';

export interface AppOptions {
  /** Added to the stack's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each printed line, mostly JSON: see `logEntry`. */
  readonly onLine?: (process: AppProcess, line: string) => void;
  /** If it is aborted before all are ready, all are stopped and `startApp` fails. */
  readonly signal?: AbortSignal;
}

/** The running processes of the product. They end with the stack at the latest. */
export interface App extends Readonly<Record<AppProcess, Running>> {
  /** In order: first the bot and the webhook, which send, then the worker, which answers. */
  stop(): Promise<void>;
}

/** As in production (Dockerfile): with more arenas of malloc, decoding in threads takes a third more memory. */
const allocation = { MALLOC_ARENA_MAX: '2' };

const READY_TIMEOUT_MS = 120_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Starts worker, bot and webhook in parallel, as in production: separate processes, configured only by the environment.
 * Each can be stopped, or killed by its pid.
 * @returns when each has logged that it is ready
 * @throws {AppEnded} with its last lines, when one ends before it is ready or is not ready in two minutes; the others
 * are stopped then
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

/** Starts one of them, like `startApp`, to replace one that has ended. */
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
  // Avoids unhandled rejections: callers may ignore these promises.
  for (const promise of [ended, late, ready]) promise.catch(() => undefined);
  return { running, ready };
}

export interface LogEntry {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** The content of a log line; null for a line that is no log entry. */
export function logEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line) as Partial<LogEntry>;
    return typeof entry.msg === 'string' ? (entry as LogEntry) : null;
  } catch {
    return null;
  }
}

/** `ready` is logged at level info: a quieter log would never contain it. */
function heard(env: Record<string, string>): Record<string, string> {
  return ['warn', 'error', 'fatal', 'silent'].includes(env.LOG_LEVEL ?? '') ? { ...env, LOG_LEVEL: 'info' } : env;
}

/** If nobody is told of the webhook, it may listen on any port. */
function reachable(env: Record<string, string>): Record<string, string> {
  return env.FAL_WEBHOOK_URL ? env : { WEBHOOK_PORT: '0', ...env };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    else signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
