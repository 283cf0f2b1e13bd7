import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = 'stack/main.ts';

/** A folder of the test's own, like `mktemp -d` makes it: nobody else may enter. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'stack-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** `npm run stack` without npm, in its own process. */
export class StackProcess {
  readonly child: ChildProcess;
  /** Everything it has printed. */
  printed = '';
  readonly ended: Promise<number | null>;

  /** @param asNpm as the child of a shell that another process, like npm, has started: that process is `child` then */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv, asNpm = false) {
    const script = `'${process.execPath}' -- ${main} ${args.join(' ')}`;
    const npm = `child_process.spawn('sh', ['-c', process.env.npm_lifecycle_script + '; exit $?'], { stdio: 'inherit' })`;
    this.child = spawn(process.execPath, asNpm ? ['-e', npm] : ['--', main, ...args], {
      cwd: root,
      env: asNpm ? { ...env, npm_lifecycle_event: 'stack', npm_lifecycle_script: script } : env,
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.printed += chunk.toString()));
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get isUp(): boolean {
    return this.printed.includes('Ctrl-C ends it');
  }
}

/** The processes below one, children of children and all. */
export async function below(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = rows.flatMap(([child = 0, parent = 0]) => (parents.includes(parent) ? [child] : []));
    found.push(...children);
    parents = children;
  }
  return found;
}
