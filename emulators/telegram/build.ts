/** `npm pack`: the package's JavaScript, its types, and the page of the chat, in dist/. */
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { builtPage } from './page-build.ts';

await rm('dist', { recursive: true, force: true });
execFileSync('tsc', ['--project', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const [name, content] of await builtPage()) {
  const file = `dist/page/${name}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
