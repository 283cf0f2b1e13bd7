import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { output } from '../../../stack/commands.ts';

const TIMEOUT_MS = 60_000;

/**
 * Extracts files of a package.
 * @param archive a wheel, or the .tgz of npm or of an sdist
 * @param wanted gets each path, without the top folder of a .tgz
 * @param dir gets the files, each under its path
 * @returns the extracted paths
 */
export async function unpack(
  archive: string,
  wanted: (path: string) => boolean,
  dir: string,
  scratch: string,
): Promise<string[]> {
  return archive.endsWith('.whl') ? unzip(archive, wanted, dir) : untar(archive, wanted, dir, scratch);
}

async function unzip(archive: string, wanted: (path: string) => boolean, dir: string): Promise<string[]> {
  const taken: string[] = [];
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/') || !wanted(entry.fileName)) continue;
    const path = join(dir, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
    taken.push(entry.fileName);
  }
  return taken;
}

async function untar(
  archive: string,
  wanted: (path: string) => boolean,
  dir: string,
  scratch: string,
): Promise<string[]> {
  await output('tar', ['-xzf', archive, '-C', scratch, '--strip-components', '1'], TIMEOUT_MS);
  const taken: string[] = [];
  for (const name of await readdir(scratch, { recursive: true })) {
    const path = name.replaceAll('\\', '/');
    if (!wanted(path) || !(await stat(join(scratch, name))).isFile()) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await copyFile(join(scratch, name), join(dir, path));
    taken.push(path);
  }
  return taken;
}
