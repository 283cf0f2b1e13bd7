/**
 * Walks the paths and records their histories again: `node test/histories/record.ts [PATH…]`, all of them without a
 * name. Until version 0.1.0 is released, histories follow the code. From then on, a committed history is never recorded
 * again.
 */
import { rm, writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { stopServers } from '../support/servers.ts';
import { WorkflowLab } from '../support/workflow-lab.ts';
import { folder, historyFiles, manifestFile, readManifest } from '../../scripts/replay/committed.ts';
import { paths } from './paths.ts';

/** Paths walked in parallel: they mostly wait. */
const SIDE_BY_SIDE = 4;

const root = process.cwd();
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(paths);
const manifest: Record<string, string[]> = { ...(await readManifest()) };
for (const name of Object.keys(manifest)) if (!paths[name]) delete manifest[name];

const waiting = [...names];
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, recordNext));
// In the order of the paths, whichever was walked first.
const ordered = Object.keys(paths).flatMap((name) => (manifest[name] ? [[name, manifest[name]] as const] : []));
await writeFile(manifestFile, `${JSON.stringify(Object.fromEntries(ordered), null, 2)}\n`);
const named = new Set(ordered.flatMap(([, files]) => files));
for (const file of await historyFiles()) if (!named.has(file)) await rm(new URL(file, folder));
await stopServers();

async function recordNext(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    manifest[name] = await record(name);
    console.log(`${name}: recorded`);
  }
}

/** @returns the names of its files */
async function record(name: string): Promise<string[]> {
  const walk = paths[name];
  if (!walk) throw new Error(`there is no path "${name}"`);
  const lab = await WorkflowLab.startAlone();
  try {
    const files: string[] = [];
    for (const [suffix, handle] of Object.entries(await walk(lab))) {
      const file = `${name}${suffix}.json`;
      // Stack traces name files: hide where the project was when it was recorded.
      const json = historyToJSON(await handle.fetchHistory()).replaceAll(root, '/aisha');
      await writeFile(new URL(file, folder), `${json}\n`);
      files.push(file);
    }
    return files;
  } finally {
    await lab.stop();
  }
}
