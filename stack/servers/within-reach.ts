/**
 * PostgreSQL refuses to run as root. Under root it runs as `nobody`, who may not be able to enter the folders above its
 * binaries and its data: then copies and data go to a place that everybody can enter.
 */
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { madeOnce } from '../cache.ts';
import { CannotObtain } from '../errors.ts';

/** `nobody` exists on every Linux, with this id. */
export const NOBODY = 65_534;

/** @param root a folder as packaged, with `file` in it @returns it, or a copy of it that `nobody` can use */
export async function reachableCopy(root: string, file: string): Promise<string> {
  if (await allMayPass(join(root, file))) return root;
  const { mtimeMs } = await stat(join(root, file));
  const name = `aisha-postgres-${createHash('sha256').update(`${root} ${mtimeMs}`).digest('hex').slice(0, 12)}`;
  const copy = await madeOnce(await openPlace([tmpdir(), '/tmp', '/var/tmp']), name, async (draft) => {
    await cp(root, draft, { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
  });
  await requireOwner(copy, 0);
  return copy;
}

/**
 * A folder that `nobody` owns.
 * @param dir where it should be
 * @param kept it must be there again next time
 * @returns `dir`, or another folder where `nobody` cannot enter `dir`
 */
export async function reachableDir(dir: string, kept: boolean): Promise<string> {
  let usable = resolve(dir);
  if (!(await allMayPass(dirname(usable)))) {
    const place = await openPlace(kept ? ['/var/tmp'] : [tmpdir(), '/tmp', '/var/tmp']);
    const name = kept ? createHash('sha256').update(usable).digest('hex').slice(0, 12) : `${process.pid}-${Date.now()}`;
    usable = join(place, `aisha-postgres-data-${name}`);
  }
  const made = await mkdir(usable, { recursive: true, mode: 0o700 });
  if (made === undefined) await requireOwner(usable, NOBODY);
  await chown(usable, NOBODY, NOBODY);
  return usable;
}

async function openPlace(places: readonly string[]): Promise<string> {
  for (const place of places) if (await allMayPass(place)) return place;
  throw new CannotObtain(
    'PostgreSQL as root',
    [
      'a temporary folder that other users may pass through (mode o+x), since PostgreSQL does not run as root',
      'another user than root',
      'a PostgreSQL server that runs already, named by DATABASE_URL',
    ],
    [],
  );
}

/** In a folder for everybody, somebody else may have made the file we look for. */
async function requireOwner(path: string, uid: number): Promise<void> {
  const made = await lstat(path);
  if (!made.isDirectory() || (made.uid !== uid && made.uid !== 0)) {
    throw new CannotObtain('PostgreSQL', [`${path} out of the way: somebody else has made it`], []);
  }
}

async function allMayPass(path: string): Promise<boolean> {
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    const mode = (await stat(dir).catch(() => null))?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

/** Like `chmod -R a+rX`: the package may have been unpacked only for its owner. */
async function openToAll(root: string): Promise<void> {
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode } = await stat(path);
    await chmod(path, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}
