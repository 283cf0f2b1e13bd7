import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runs } from './commands.ts';
import { DataInUse } from './errors.ts';
import { freePorts } from './ports.ts';
import type { Processes } from './processes.ts';

/** Where the servers of one stack keep their data. */
export interface DataDir {
  readonly path: string;
  /** Ports for a part: those of the last time if they are free, because the data may contain them. */
  ports(part: string, count: number): Promise<number[]>;
  /** Call it when the last server has stopped. */
  leave(): Promise<void>;
}

/** A temporary folder, removed at the end. */
export async function temporaryDataDir(processes: Processes): Promise<DataDir> {
  const path = await mkdtemp(join(tmpdir(), 'aisha-stack-'));
  processes.removeAtEnd(path);
  return {
    path,
    ports: (_, count) => freePorts(count),
    leave: () => rm(path, { recursive: true, force: true }),
  };
}

/** A folder that is kept. @throws {DataInUse} */
export async function keptDataDir(dir: string): Promise<DataDir> {
  const path = resolve(dir);
  await mkdir(path, { recursive: true });
  const unlock = await lock(path);
  const file = join(path, 'ports.json');
  const remembered = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text) as Record<string, number[]>)
    .catch((): Record<string, number[]> => ({}));
  return {
    path,
    async ports(part, count) {
      const ports = await freePorts(count, remembered[part]);
      remembered[part] = ports;
      await writeFile(file, JSON.stringify(remembered));
      return ports;
    },
    leave: unlock,
  };
}

/** Locks of this very process: in a container, the previous process may have had the same id. */
const held = new Set<string>();

/** A file with the id of the process that uses the folder; a dead process's file is abandoned. */
async function lock(dir: string): Promise<() => Promise<void>> {
  const file = join(dir, 'stack.pid');
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      held.add(file);
      return async () => {
        held.delete(file);
        await rm(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = Number(await readFile(file, 'utf8').catch(() => ''));
      const inUse = pid === process.pid ? held.has(file) : runs(pid);
      if (inUse) {
        throw new DataInUse(
          `The data in ${dir} are in use by another stack, process ${pid}. Stop that one, or name another folder. ` +
            `(If process ${pid} is no stack, delete ${file}.)`,
        );
      }
      await rm(file, { force: true });
    }
  }
}
