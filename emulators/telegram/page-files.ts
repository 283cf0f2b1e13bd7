import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtPage, type PageFiles } from './page-build.ts';

let packed: Promise<PageFiles> | undefined;

/** The page's files: an installed package has them built, in this repository they are built from the sources. */
export function pageFiles(): Promise<PageFiles> {
  const isPackage = import.meta.url.endsWith('.js');
  return isPackage ? (packed ??= read(fileURLToPath(new URL('page', import.meta.url)))) : builtPage();
}

async function read(folder: string): Promise<PageFiles> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) !== '');
  const files = names.map(async (name) => [name.replaceAll(sep, '/'), await readFile(join(folder, name))] as const);
  return new Map(await Promise.all(files));
}
