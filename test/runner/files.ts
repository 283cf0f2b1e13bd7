import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const recorded = fileURLToPath(new URL('times.json', import.meta.url));

export interface TestFile {
  readonly path: string;
  /** It uses the whole product: its processes are started once a shard, which is expensive. */
  readonly whole: boolean;
}

/** @param wanted files and folders; empty: all @returns the longest first, unknown ones before all */
export function testFiles(wanted: readonly string[]): TestFile[] {
  const found = (wanted.length === 0 ? ['test', 'emulators'] : wanted).map((path) =>
    statSync(path).isDirectory()
      ? globSync(`${path.replace(/\/$/, '')}/**/*.test.ts`, { exclude: ['**/node_modules/**'] })
      : [path],
  );
  const times = existsSync(recorded) ? (JSON.parse(readFileSync(recorded, 'utf8')) as Record<string, number>) : {};
  const timeOf = (path: string) => times[path] ?? Infinity;
  return [...new Set(found.flat())]
    .toSorted((a, b) => timeOf(b) - timeOf(a) || a.localeCompare(b))
    .map((path) => ({ path, whole: readFileSync(path, 'utf8').includes('/support/product.ts') }));
}

/** Saves how long each file took, in s, so that the next run starts with the longest. */
export function recordTimes(results: readonly { readonly file: string; readonly durationMs: number }[]): void {
  const times = results.map(({ file, durationMs }) => [file, Math.round(durationMs / 1_000)] as const);
  const sorted = Object.fromEntries(times.toSorted(([a], [b]) => a.localeCompare(b)));
  writeFileSync(recorded, `${JSON.stringify(sorted, null, 2)}\n`);
}
