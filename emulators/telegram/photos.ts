import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { LIMITS } from './limits.ts';

/** Boxes that Telegram fits photos into, px: types s, m, x, y and, with the large-photo option, w. */
const BOXES = [90, 320, 800, 1280];
const LARGE_BOX = 2560;
const PHOTO_FORMATS = new Set(['jpeg', 'png', 'webp', 'tiff', 'heif', 'avif']);

export interface Encoded {
  bytes: Buffer;
  width: number;
  height: number;
}

/** `oversized` applies only to bots: users' clients scale down before sending. */
export type UnusablePhoto = 'not-an-image' | 'too-narrow' | 'oversized';

/** Why Telegram would reject these bytes as a photo. */
export async function photoRefusal(bytes: Buffer): Promise<UnusablePhoto | undefined> {
  const data = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (data === undefined || !PHOTO_FORMATS.has(data.format)) return 'not-an-image';
  const { width, height } = data;
  if (Math.max(width, height) / Math.min(width, height) > LIMITS.photoRatio) return 'too-narrow';
  return width + height > LIMITS.photoSides ? 'oversized' : undefined;
}

/**
 * The sizes of a photo, ascending: JPEG, upright, without metadata, never enlarged.
 * @throws if the picture cannot be decoded completely
 */
export async function encodeSizes(bytes: Buffer, large: boolean): Promise<Encoded[]> {
  const boxes = large ? [...BOXES, LARGE_BOX] : BOXES;
  const widest = boxes.at(-1) ?? LARGE_BOX;
  const whole = await fit(sharp(bytes).rotate().flatten({ background: '#ffffff' }), widest);
  const longest = Math.max(whole.width, whole.height);
  const smaller = boxes.filter((box) => box < longest && box < widest);
  return [...(await Promise.all(smaller.map((box) => fit(sharp(whole.bytes), box)))), whole];
}

async function fit(image: Sharp, box: number): Promise<Encoded> {
  const { data, info } = await image
    .resize({ width: box, height: box, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 87 })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
}
