import { execFile, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

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

/** @returns what it printed. @throws {Error} with the end of what it printed, when it fails or takes longer than `timeoutMs` */
export async function output(command: string, args: string[], timeoutMs: number, env = process.env): Promise<string> {
  const { stdout } = await run(command, args, { timeout: timeoutMs, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

/** Runs a long step, telling every ten seconds that it is still at it. @throws {Error} with the end of what it printed */
export async function longStep(
  what: string,
  command: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; log: (line: string) => void; timeoutMs: number; uid?: number; gid?: number },
): Promise<void> {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const progress = setInterval(() => options.log(`  ${what} … ${seconds()} s`), 10_000);
  let printed = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(command, args, {
        env: options.env ?? process.env,
        ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.gid ?? options.uid }),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: options.timeoutMs,
      });
      const keep = (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000));
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      child.on('error', reject);
      child.on('close', (code) =>
        code === 0
          ? resolve()
          : reject(new Error(printed.trim().split('\n').slice(-3).join(' | ') || `exit code ${code}`)),
      );
    });
  } finally {
    clearInterval(progress);
  }
  options.log(`  ${what}: done in ${seconds()} s`);
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
  options: { env: NodeJS.ProcessEnv; log: (line: string) => void },
): Promise<void> {
  const args = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--no-input',
    '--quiet',
    '--target',
    dir,
    requirement,
  ];
  return longStep(`pip install ${requirement}`, interpreter, args, { ...options, timeoutMs: 300_000 });
}
