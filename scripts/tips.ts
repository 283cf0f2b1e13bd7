/** `node scripts/tips.ts`: draws the pictures of the tips, src/chat/tips, after a change of scripts/tips/. */
import { writeFile } from 'node:fs/promises';
import { renderTips } from './tips/render.ts';
import { tipsPictures } from './tips/pictures.ts';

for (const [name, svg] of Object.entries(tipsPictures)) {
  const file = new URL(`../src/chat/tips/${name}.png`, import.meta.url);
  await writeFile(file, await renderTips(svg));
  console.log(file.pathname);
}
