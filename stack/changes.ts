import { watch, type FSWatcher } from 'node:fs';

/** Editors write a file in several steps, and tools many files at once, ms. */
const QUIET_MS = 300;

/** Tells of changes below a folder, once they have ceased. @param tell gets one of the files, relative to the folder */
export function onChange(dir: string, tell: (file: string) => void): FSWatcher {
  let quiet: NodeJS.Timeout | undefined;
  return watch(dir, { recursive: true }, (_, file) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => tell(file ?? 'a file'), QUIET_MS);
  });
}
