import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../src/runtime/config/index.ts';
import { output, runs } from './commands.ts';
import { StackError, Stopped } from './errors.ts';
import { startStack, type Stack, type StackOptions } from './index.ts';

/** npm forwards a Ctrl-C that the terminal has sent already: within so many ms it is the same one. */
const SAME_SIGNAL_MS = 500;
const PARENT_POLL_MS = 1_000;

/**
 * Runs a program on a stack, to the end of the process.
 * @param use gets the stack and a signal that is aborted when the program should end; its result is the exit code
 */
export function runWithStack(
  options: Omit<StackOptions, 'signal'>,
  use: (stack: Stack, stopping: AbortSignal) => Promise<number>,
): Promise<never> {
  return runUntilStopped(async (stopping) => {
    const stack = await startStack({ ...options, signal: stopping });
    try {
      return await use(stack, stopping);
    } finally {
      await stack.stop();
    }
  });
}

/**
 * Runs a program that starts servers, to the end of the process. SIGINT, SIGTERM and SIGHUP stop it in order; a second
 * one at once, and so does the end of the npm that started it. Errors that say what to do are printed without a stack,
 * with exit code 1.
 * @param use stops what it has started; its signal is aborted when the program should end; its result is the exit code
 */
export async function runUntilStopped(use: (stopping: AbortSignal) => Promise<number>): Promise<never> {
  const stopping = stopSignal();
  // A closed terminal accepts no more lines.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let code = 1;
  try {
    code = await use(stopping);
  } catch (error) {
    if (stopping.aborted) code = error instanceof Stopped ? 0 : 1;
    if (!(error instanceof Stopped)) process.stderr.write(`${inWords(error)}\n`);
  }
  process.exit(code);
}

/** Resolves when the program should end. */
export function aborted(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve();
    else stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}

export function inWords(error: unknown): string {
  if (error instanceof StackError || error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      first ??= Date.now();
      // The watchdog ends what is left.
      if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
      stopping.abort();
    });
  }
  void whenNpmHasGone().then(() => stopping.abort());
  return stopping.signal;
}

/** A killed npm tells nobody. Between npm and us there may be the shell that runs the script. */
async function whenNpmHasGone(): Promise<void> {
  const { npm_lifecycle_event: byNpm, npm_lifecycle_script: script } = process.env;
  if (byNpm === undefined) return new Promise(() => undefined);
  const parent = process.ppid;
  const row = await output('ps', ['-o', 'ppid=,args=', '-p', String(parent)], 5_000).catch(() => '');
  const [, aboveParent, command] = /^\s*(\d+)\s+(.*)/s.exec(row) ?? [];
  const npm = script && command?.includes(script) ? Number(aboveParent) : parent;
  while (process.ppid === parent && runs(npm)) await sleep(PARENT_POLL_MS, undefined, { ref: false });
}
