import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** The page's files by name: `index.html` and all that it loads. */
export type PageFiles = ReadonlyMap<string, string | Uint8Array>;

const sources = fileURLToPath(new URL('web', import.meta.url));
let last: { readonly stamp: string; readonly files: Promise<PageFiles> } | undefined;

/**
 * Built on the first request, and again when a source has changed. Kept in memory.
 * @throws Error of the build, or when the development dependencies are not installed
 */
export async function builtPage(): Promise<PageFiles> {
  const stamp = await stampOf(sources);
  if (last?.stamp !== stamp) last = { stamp, files: build() };
  try {
    return await last.files;
  } catch (error) {
    last = undefined;
    throw error;
  }
}

async function build(): Promise<PageFiles> {
  const worker = new Worker(new URL('page-builder.ts', import.meta.url));
  try {
    return await new Promise<PageFiles>((resolve, reject) => {
      worker.once('message', (files: [string, string | Uint8Array][]) => resolve(new Map(files)));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the build of the page has ended without a page')));
    });
  } finally {
    await worker.terminate();
  }
}

/** Changes when a file is added, removed or written. */
async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const hash = createHash('sha256');
  for (const name of names.toSorted()) {
    const { mtimeMs, size } = await stat(join(folder, name));
    hash.update(`${name}:${mtimeMs}:${size}\n`);
  }
  return hash.digest('hex');
}
