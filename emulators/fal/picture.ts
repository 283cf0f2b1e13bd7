import { createHash } from 'node:crypto';
import sharp from 'sharp';

type Colour = readonly [red: number, green: number, blue: number];

/** A plain portrait: a head and shoulders before a coloured wall, the colours chosen by the seed. */
export function drawPicture(seed: string, width: number, height: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  const hash = createHash('sha256').update(seed).digest();
  const colour = (at: number): Colour => [
    90 + (hash[at] ?? 0) / 2,
    90 + (hash[at + 1] ?? 0) / 2,
    90 + (hash[at + 2] ?? 0) / 2,
  ];
  const [wall, coat, skin]: Colour[] = [colour(0), colour(3), [214, 170, 135]];
  const unit = Math.min(width, height);
  const inside = (x: number, y: number, centreY: number, radiusX: number, radiusY: number): boolean =>
    ((x - width / 2) / (unit * radiusX)) ** 2 + ((y - centreY) / (unit * radiusY)) ** 2 < 1;

  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const light = 1.1 - (0.5 * (x + y)) / (width + height);
      const [what, shade] = inside(x, y, height * 0.42, 0.17, 0.22)
        ? [skin, 1]
        : inside(x, y, height, 0.38, 0.3)
          ? [coat, 0.7]
          : [wall, light];
      pixels[at] = (what?.[0] ?? 0) * shade;
      pixels[at + 1] = (what?.[1] ?? 0) * shade;
      pixels[at + 2] = (what?.[2] ?? 0) * shade;
    }
  }
  // From raw pixels, because other code in the process may have limited sharp's input formats to photos.
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
}
