import type { PhotoFormat } from '../../../../domain/photos/photo.ts';
import { cleanJpeg } from './clean-jpeg.ts';
import { cleanPng } from './clean-png.ts';
import { cleanWebp } from './clean-webp.ts';
import type { CleanFile } from './clean-file.ts';

/**
 * Removes what the decoder's libraries would read beside the picture. They read Exif recursively: a file of 60 kB whose
 * directories reference each other keeps them busy for ever, and no time limit can stop them. Texts can inflate to
 * gigabytes.
 */
export function clean(bytes: Uint8Array, format: Exclude<PhotoFormat, 'heic'>): CleanFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === 'jpeg') return cleanJpeg(file);
  return format === 'png' ? cleanPng(file) : cleanWebp(file);
}
