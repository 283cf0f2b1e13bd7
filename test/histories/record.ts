/**
 * Walks the paths that have no committed history yet, and records them:
 * `node test/histories/record.ts`. What is committed is never recorded again: it is what production may hold.
 */
import { writeFile } from 'node:fs/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { stopServers } from '../support/servers.ts';
import { WorkflowLab } from '../support/workflow-lab.ts';
import { folder, manifestFile, readManifest } from './committed.ts';
import { paths } from './paths.ts';

const root = process.cwd();

for (const [name, walk] of Object.entries(paths)) {
  const manifest = await readManifest();
  if (manifest[name]) {
    console.log(`${name}: committed`);
    continue;
  }
  const lab = await WorkflowLab.start();
  try {
    const files: string[] = [];
    for (const [suffix, handle] of Object.entries(await walk(lab))) {
      const file = `${name}${suffix}.json`;
      // Stack traces name files: where the project lay when it was recorded is nobody's business.
      const json = historyToJSON(await handle.fetchHistory()).replaceAll(root, '/aisha');
      await writeFile(new URL(file, folder), `${json}\n`, { flag: 'wx' });
      files.push(file);
      console.log(`${file}: recorded`);
    }
    await writeFile(manifestFile, `${JSON.stringify({ ...manifest, [name]: files }, null, 2)}\n`);
  } finally {
    await lab.stop();
  }
}
await stopServers();
