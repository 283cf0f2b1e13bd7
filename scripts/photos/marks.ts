import { safeSharp } from '../../src/activities/adapters/photos/inspector/safe-sharp.ts';
import type { Picture } from '../../src/activities/adapters/photos/inspector/picture.ts';

export type Colour = readonly [red: number, green: number, blue: number];

/** Draws a box into the picture, clipped to it. */
export function outline(
  picture: Picture,
  box: Omit<Picture, 'data'> & { left: number; top: number },
  line: number,
  colour: Colour,
): void {
  const left = Math.round(box.left);
  const top = Math.round(box.top);
  const right = Math.round(box.left + box.width);
  const bottom = Math.round(box.top + box.height);
  fill(picture, left, top, right, top + line, colour);
  fill(picture, left, bottom - line, right, bottom, colour);
  fill(picture, left, top, left + line, bottom, colour);
  fill(picture, right - line, top, right, bottom, colour);
}

function fill(
  { data, width, height }: Picture,
  left: number,
  top: number,
  right: number,
  bottom: number,
  colour: Colour,
): void {
  for (let y = Math.max(0, top); y < Math.min(height, bottom); y += 1) {
    for (let x = Math.max(0, left); x < Math.min(width, right); x += 1) data.set(colour, (y * width + x) * 3);
  }
}

/**
 * Black text of this height on a background, as PNG; wrapped to the width, if given.
 * @returns null on a machine without fonts: boxes are enough
 */
export async function lettering(
  text: string,
  px: number,
  { on, width }: { readonly on: Colour; readonly width?: number },
): Promise<{ data: Buffer; info: { width: number; height: number } } | null> {
  const ground = on.map((value) => value.toString(16).padStart(2, '0')).join('');
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const markup = `<span foreground="black" background="#${ground}">${escaped}</span>`;
  // Letters are 12 points, and at 72 dpi a point is a pixel.
  const dpi = Math.round((px / 12) * 72);
  const wrapped = width === undefined ? {} : ({ width, wrap: 'word-char' } as const);
  return safeSharp()({ text: { text: markup, font: 'sans', dpi, rgba: true, ...wrapped } })
    .png()
    .toBuffer({ resolveWithObject: true })
    .catch(() => null);
}
