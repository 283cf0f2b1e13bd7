import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Processes } from './processes.ts';

const run = promisify(execFile);

/** The first executable of that name on PATH, or null. */
export async function onPath(name: string, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(dir, file);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return null;
}

/** @returns its output @throws {Error} with the end of its output, when it fails or takes longer than `timeoutMs` */
export async function output(command: string, args: string[], timeoutMs: number, env = process.env): Promise<string> {
  const { stdout } = await run(command, args, { timeout: timeoutMs, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

export interface StepOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly log: (line: string) => void;
  readonly processes: Processes;
  readonly timeoutMs: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a long step, and reports every ten seconds that it still runs. @throws {Error} with the end of its output */
export async function longStep(what: string, command: string, args: string[], options: StepOptions): Promise<void> {
  const { log, processes, timeoutMs, ...startOptions } = options;
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const step = processes.start(what, command, args, startOptions);
  const progress = setInterval(() => log(`  ${what} … ${seconds()} s`), 10_000);
  const late = setTimeout(() => void step.stop(), timeoutMs);
  const code = await step.ended;
  clearInterval(progress);
  clearTimeout(late);
  if (code !== 0) {
    const end = step.lastLines().trim().split('\n').slice(-3).join(' | ');
    throw new Error(end || (code === null ? `cut short after ${seconds()} s` : `exit code ${code}`));
  }
  log(`  ${what}: done in ${seconds()} s`);
}

/** A Python that can install packages, or null. */
export async function python(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  for (const name of ['python3', 'python']) {
    const path = await onPath(name, env);
    if (path && (await output(path, ['-m', 'pip', '--version'], 20_000, env).catch(() => null))) return path;
  }
  return null;
}

/** Installs a wheel into a folder of its own. */
export function pipInstall(
  interpreter: string,
  requirement: string,
  dir: string,
  options: Omit<StepOptions, 'timeoutMs'>,
): Promise<void> {
  const quietly = ['--disable-pip-version-check', '--no-input', '--quiet'];
  const args = ['-m', 'pip', 'install', ...quietly, '--target', dir, requirement];
  return longStep(`pip install ${requirement}`, interpreter, args, { ...options, timeoutMs: 300_000 });
}

export function runs(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
