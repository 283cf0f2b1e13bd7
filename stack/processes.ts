import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Each line that it prints. */
  readonly onLine?: (line: string) => void;
  /** Signal that asks it to end in order. */
  readonly stopSignal?: NodeJS.Signals;
  readonly uid?: number;
  readonly gid?: number;
}

/** A running process. */
export interface Running {
  readonly name: string;
  readonly pid: number;
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** The last lines it printed. */
  lastLines(): string;
  /** Asks it to end, and after `graceMs` makes it. */
  stop(graceMs?: number): Promise<void>;
}

const REMEMBERED_LINES = 20;

/** Processes that end with this one, whatever way it ends. */
export class Processes {
  readonly #running: Running[] = [];
  readonly #watchdog: ChildProcess;

  constructor() {
    this.#watchdog = spawn(process.execPath, [fileURLToPath(new URL('watchdog.ts', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#watchdog.unref();
    (this.#watchdog.stdin as unknown as { unref?: () => void } | null)?.unref?.();
    this.#watchdog.stdin?.on('error', () => undefined);
  }

  /** The folder goes when this process has gone. */
  removeAtEnd(dir: string): void {
    this.#tell(`remove ${dir}`);
  }

  /** Starts a process in a group of its own, so that a Ctrl-C in the terminal does not reach it before its turn. */
  start(name: string, command: string, args: readonly string[], options: StartOptions = {}): Running {
    const { onLine, stopSignal = 'SIGTERM', ...spawnOptions } = options;
    const child = spawn(command, [...args], { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const { pid } = child;
    if (pid === undefined) {
      child.on('error', () => undefined);
      throw new Error(`${name} could not be started: ${command}`);
    }
    this.#tell(`kill ${pid}`);
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > REMEMBERED_LINES) lines.shift();
        onLine?.(line);
      });
    }
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    void ended.then(() => this.#tell(`keep ${pid}`));
    const running: Running = {
      name,
      pid,
      ended,
      lastLines: () => lines.join('\n'),
      async stop(graceMs = 10_000) {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill(stopSignal);
        const inTime = await Promise.race([ended.then(() => true), sleep(graceMs, false, { ref: false })]);
        if (!inTime) {
          kill(pid);
          await ended;
        }
      },
    };
    this.#running.push(running);
    return running;
  }

  /** Ends all, those started last first. */
  async stopAll(graceMs?: number): Promise<void> {
    for (const running of this.#running.toReversed()) await running.stop(graceMs);
    this.#watchdog.ref();
    this.#watchdog.stdin?.end();
    await new Promise((resolve) =>
      this.#watchdog.exitCode === null ? this.#watchdog.once('exit', resolve) : resolve(0),
    );
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
