/** `node scripts/screenshots.ts`: makes the README's pictures from those that `npm run test:browser` has taken. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { screenshotsFolder } from './browser/chromium.ts';

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));
const chosen = {
  'en-phone-6-ready-light': 'photos',
  'en-phone-7-training-dark': 'training',
  'ru-desktop-8-done-light': 'done',
};

await mkdir(folder, { recursive: true });
for (const [taken, name] of Object.entries(chosen)) {
  const { size } = await sharp(join(screenshotsFolder, `${taken}.png`))
    .webp({ quality: 82, effort: 6, smartSubsample: true })
    .toFile(join(folder, `${name}.webp`));
  console.log(`docs/screenshots/${name}.webp, ${Math.ceil(size / 1024)} KiB`);
}
