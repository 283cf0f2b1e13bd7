import sharp from 'sharp';

/** RGB of every pixel, row by row. */
export function pixelsOf(image: Uint8Array): Promise<Buffer> {
  return sharp(image).toColourspace('srgb').removeAlpha().raw().toBuffer();
}

/** RGB of one pixel. */
export async function pixel(image: Uint8Array, left: number, top: number): Promise<number[]> {
  return [...(await sharp(image).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

/** Mean difference of two pictures of the same size, of a channel of a pixel, 0–255. */
export async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [left, right] = await Promise.all([pixelsOf(one), pixelsOf(other)]);
  if (left.length !== right.length) throw new Error('the pictures differ in size');
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}
