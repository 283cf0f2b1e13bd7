/**
 * `npm run photos -- FILE… [--type character|style|custom] [--json] [--draw OUT]`: how the product judges any files, as
 * one avatar's photos in this order. A folder stands for the files in it. OUT is a folder for pictures with marked
 * faces.
 */
import { mkdir } from 'node:fs/promises';
import { createPhotoInspector } from '../src/activities/adapters/photos/inspector/index.ts';
import { drawPhotos } from './photos/draw.ts';
import { listFiles } from './photos/files.ts';
import { judgeFiles } from './photos/judge.ts';
import { readOptions, usage, type PhotosOptions } from './photos/options.ts';
import { inTable, plain } from './photos/output.ts';

let options: PhotosOptions;
try {
  options = readOptions(process.argv.slice(2));
  if (options.draw !== undefined) await mkdir(options.draw, { recursive: true });
} catch (error) {
  console.error(`photos: ${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exit(2);
}
const inspector = await createPhotoInspector();
try {
  const photos = await judgeFiles(await listFiles(options.paths), inspector, options.avatarType);
  if (options.draw !== undefined) await drawPhotos(photos, options.draw);
  console.log(options.json ? JSON.stringify(plain(photos, options.avatarType), null, 2) : inTable(photos));
} finally {
  await inspector.close();
}
