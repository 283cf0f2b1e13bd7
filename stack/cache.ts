import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The cache folder, one for each user: XDG on Linux, the system's own place elsewhere. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'aisha');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'aisha');
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'aisha');
  return join(homedir(), '.cache', 'aisha');
}

/** A lock not touched for so long is abandoned, ms. */
const STALE_MS = 15_000;
const BEAT_MS = 3_000;

/**
 * A folder that is made once and then kept. Parallel callers make it once; an interrupted call leaves nothing.
 * @param make fills the empty folder it is given
 * @returns the folder's path
 */
export async function madeOnce(root: string, name: string, make: (dir: string) => Promise<void>): Promise<string> {
  const dir = join(root, name);
  if (await exists(dir)) return dir;
  await mkdir(root, { recursive: true });
  const unlock = await lock(join(root, `.${name}.lock`));
  try {
    if (await exists(dir)) return dir;
    const draft = await mkdtemp(join(root, `.${name}-`));
    try {
      await make(draft);
      await rename(draft, dir);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return dir;
  } finally {
    await unlock();
  }
}

/** A folder as a lock: creating one is atomic. Its holder touches it, so that a dead holder is told from a slow one. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await mkdir(path);
      const beat = setInterval(() => void writeFile(join(path, 'beat'), '').catch(() => undefined), BEAT_MS);
      return async () => {
        clearInterval(beat);
        await rm(path, { recursive: true, force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const beaten = (await stat(join(path, 'beat')).catch(() => stat(path).catch(() => null)))?.mtimeMs ?? 0;
      if (Date.now() - beaten > STALE_MS) await rm(path, { recursive: true, force: true });
      else await sleep(500);
    }
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
