import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Stopped } from './errors.ts';

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Each printed line. */
  readonly onLine?: (line: string) => void;
  /** The signal for an orderly stop. */
  readonly stopSignal?: NodeJS.Signals;
  readonly uid?: number;
  readonly gid?: number;
}

/** A running process. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Its exit code, once it has ended and its last line is read; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  lastLines(): string;
  /** Asks it to end, and kills it after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

const REMEMBERED_LINES = 20;
/** A process's last output arrives after its end; but a child of its own may hold the pipe open longer, ms. */
const DRAIN_MS = 500;

/** Processes that end with this one, however it ends. */
export class Processes {
  readonly #running: Running[] = [];
  readonly #watchdog: ChildProcess;
  #closed = false;

  constructor() {
    this.#watchdog = spawn(process.execPath, [fileURLToPath(new URL('watchdog.ts', import.meta.url))], {
      // Without this process's options: a debugger's port or an env file must not be inherited.
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watchdog.unref();
    (this.#watchdog.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    this.#watchdog.stdin?.on('error', () => undefined);
  }

  /** Removes the folder when this process has gone. */
  removeAtEnd(dir: string): void {
    this.#tell(`remove ${dir}`);
  }

  /**
   * Starts a process in its own group, so that a Ctrl-C in the terminal does not reach it before its turn.
   * @throws {Stopped} once `stopAll` was called
   */
  start(name: string, command: string, args: readonly string[], options: StartOptions = {}): Running {
    const { onLine, stopSignal = 'SIGTERM', ...spawnOptions } = options;
    if (this.#closed) throw new Stopped(`${name} is not started: the stack stops`);
    const child = spawn(command, [...args], { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    child.on('error', () => undefined);
    const { pid } = child;
    if (pid === undefined) throw new Error(`${name} could not be started: ${command}`);
    this.#tell(`kill ${pid}`);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > REMEMBERED_LINES) lines.shift();
        onLine?.(line);
      });
    }
    const closed = new Promise((resolve) => child.once('close', resolve));
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ended = exited.then(async (code) => {
      this.#tell(`keep ${pid}`);
      await Promise.race([closed, sleep(DRAIN_MS)]);
      return code;
    });
    const running: Running = {
      name,
      pid,
      ended,
      lastLines: () => lines.join('\n'),
      async stop(graceMs = 10_000) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill(stopSignal);
          const inTime = await Promise.race([exited.then(() => true), sleep(graceMs, false, { ref: false })]);
          if (!inTime) kill(pid);
        }
        await ended;
      },
    };
    this.#running.push(running);
    void ended.then(() => this.#running.splice(this.#running.indexOf(running), 1));
    return running;
  }

  /** Ends all, the last started first. No other can be started from then on. */
  async stopAll(graceMs?: number): Promise<void> {
    this.#closed = true;
    for (const running of this.#running.toReversed()) await running.stop(graceMs);
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    const { exitCode, signalCode } = this.#watchdog;
    if (exitCode === null && signalCode === null) {
      await new Promise((resolve) => this.#watchdog.once('exit', resolve));
    }
  }

  #tell(line: string): void {
    if (this.#watchdog.stdin?.writable) this.#watchdog.stdin.write(`${line}\n`);
  }
}

function kill(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
