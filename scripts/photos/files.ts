import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files as given, and the files of given folders (by name, without hidden ones), in order; what cannot be listed is kept as given. */
export async function listFiles(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      return isFolder ? filesIn(path).catch(() => [path]) : [path];
    }),
  );
  return lists.flat();
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const order = new Intl.Collator('en', { numeric: true });
  return names.toSorted((one, other) => order.compare(one, other)).map((name) => join(folder, name));
}
