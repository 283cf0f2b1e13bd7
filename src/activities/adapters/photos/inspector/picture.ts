import type { Sharp } from 'sharp';
import { safeSharp } from './safe-sharp.ts';

/** Decoded pixels: 8-bit sRGB, three bytes a pixel, row by row. */
export interface Picture {
  readonly data: Uint8Array;
  /** px */
  readonly width: number;
  readonly height: number;
}

export function sharpOf({ data, width, height }: Picture): Sharp {
  return safeSharp()(data, { raw: { width, height, channels: 3 } });
}

export async function toPicture(sharp: Sharp): Promise<Picture> {
  const { data, info } = await sharp.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`three channels were expected, and there are ${info.channels}`);
  return { data, width: info.width, height: info.height };
}

/** @param side most px of the longer side */
export function shrunk(picture: Picture, side: number): Promise<Picture> {
  return toPicture(sharpOf(picture).resize(side, side, { fit: 'inside', withoutEnlargement: true }));
}

/** @param degrees clockwise */
export async function turned(picture: Picture, degrees: 0 | 90 | 180 | 270): Promise<Picture> {
  return degrees === 0 ? picture : toPicture(sharpOf(picture).rotate(degrees));
}

/** Luma of every pixel, 0–255. Source: ITU-R BT.601. */
export function luma({ data, width, height }: Picture): Float32Array {
  const grey = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < grey.length; pixel += 1, at += 3) {
    grey[pixel] = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  }
  return grey;
}
