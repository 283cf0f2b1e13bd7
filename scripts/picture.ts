/**
 * `npm run picture`: draws the picture in ARCHITECTURE.md from the actual imports. `npm run picture -- --check` fails
 * when it is out of date.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const file = fileURLToPath(new URL('../ARCHITECTURE.md', import.meta.url));
const block = /(<!-- picture -->\n)[\s\S]*?(\n<!-- \/picture -->)/;

const { stdout } = await promisify(execFile)('depcruise', [
  '--config',
  '.dependency-cruiser.mjs',
  '--include-only',
  '^src/',
  '--output-type',
  'mermaid',
  '--collapse',
  '^src/(activities/(ports|adapters)|[^/]+)(?=/)',
  'src',
]);
const before = await readFile(file, 'utf8');
const after = before.replace(
  block,
  (_, start: string, end: string) => `${start}\n\`\`\`mermaid\n${stdout.trim()}\n\`\`\`\n${end}`,
);

if (!process.argv.includes('--check')) {
  await writeFile(file, after);
} else if (before !== after) {
  console.error('The picture in ARCHITECTURE.md is not as the imports are: npm run picture');
  process.exitCode = 1;
}
