import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and tools write many files at once, ms. */
const QUIET_MS = 300;

/** Reports changes below a folder, once they have ceased. @param tell gets the name of the file that changed last */
export function onChange(dir: string, tell: (file: string) => void): { close(): void } {
  let watchers: FSWatcher[] = [];
  let quiet: NodeJS.Timeout | undefined;

  // Folder by folder: Node's recursive watch loses a file that an editor has replaced.
  function follow(): void {
    close();
    watchers = [dir, ...foldersBelow(dir)].map((folder) => watch(folder, noticed).on('error', () => undefined));
  }
  function noticed(_: string, file: string | null): void {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      // There may be new folders.
      follow();
      tell(file ?? 'a file');
    }, QUIET_MS);
  }
  function close(): void {
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  }

  follow();
  return { close };
}

function foldersBelow(dir: string): string[] {
  const entries = readdirSync(dir, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
}
