/** `npm run build`: writes the workflows' bundle to dist/workflow-bundle.js, for a worker with WORKFLOW_BUNDLE. */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../src/runtime/workflow-bundle.ts';

const file = fileURLToPath(new URL('../dist/workflow-bundle.js', import.meta.url));
const { code } = await bundleWorkflows();
await mkdir(fileURLToPath(new URL('../dist', import.meta.url)), { recursive: true });
await writeFile(file, code);
console.log(`written: ${file}, ${Math.ceil(code.length / 1024)} KiB`);
