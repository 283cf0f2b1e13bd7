import { open, readFile, rename } from 'node:fs/promises';

/** Replaces the file as a whole: a reader, or a restart after a crash, sees the old or the new content, never a part. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const draft = `${path}.${process.pid}.${(drafts += 1)}.tmp`;
  const file = await open(draft, 'w');
  try {
    await file.writeFile(JSON.stringify(value, null, 1));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

let drafts = 0;

/** The parsed content, or undefined when there is no such file. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    const value: T = JSON.parse(await readFile(path, 'utf8'));
    return value;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
