import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { portraits } from '../../demo/portraits.ts';
import { pool } from '../pool.ts';

/** `large`: as a phone's camera makes them, 12 MP; `telegram`: the same as reduced by Telegram. */
export const sampleKinds = ['large', 'telegram'] as const;
export type SampleKind = (typeof sampleKinds)[number];

/** Files of each kind, the same pictures in the same order. */
export type Samples = Readonly<Record<SampleKind, readonly string[]>>;

/** px. Source of the smaller: core.telegram.org/api/files, a photo's largest usual size. */
const CAMERA = { width: 4032, height: 3024 } as const;
const TELEGRAM_SIDE = 1280;
const QUALITY = { large: 89, telegram: 87 } as const;
/** A sensor's noise, in levels of 255: makes a photo of this size about 3 MB. */
const NOISE = 10;
/** Number of different portraits. */
const PORTRAITS = 12;
/** Patches of colour in a background. */
const PATCHES = { columns: 7, rows: 5 } as const;
/** Sizes of the portrait, as parts of the photo's height. */
const SCALES = [0.95, 0.75, 0.85] as const;
/** Bytes of noise that are repeated over a photo. */
const NOISE_BYTES = (1 << 20) - 3;

/** Makes different acceptable photos of one person in the folder. The same in every run. */
export async function makeSamples(folder: string, count: number): Promise<Samples> {
  const people = await portraits(Math.min(count, PORTRAITS));
  const samples = { large: [] as string[], telegram: [] as string[] };
  await mkdir(folder, { recursive: true });
  for (const kind of sampleKinds) {
    samples[kind] = Array.from({ length: count }, (_, index) => join(folder, `${kind}-${index + 1}.jpg`));
  }
  const numbers = Array.from({ length: count }, (_, index) => index);
  await pool(numbers, 2, async (index) => {
    const { bytes } = people[index % people.length] ?? { bytes: Buffer.alloc(0) };
    const large = await photo(bytes, index);
    const telegram = sharp(large).resize(TELEGRAM_SIDE, TELEGRAM_SIDE, { fit: 'inside' });
    await writeFile(samples.large[index] ?? '', large);
    await writeFile(samples.telegram[index] ?? '', await telegram.jpeg({ quality: QUALITY.telegram }).toBuffer());
  });
  return samples;
}

/** A portrait before its own background, larger than life. */
async function photo(portrait: Buffer, index: number): Promise<Buffer> {
  const random = seeded(index + 1);
  const { columns, rows } = PATCHES;
  const patches = Uint8Array.from({ length: columns * rows * 3 }, () => 40 + 170 * random());
  const picture = await sharp(patches, { raw: { width: columns, height: rows, channels: 3 } })
    .resize(CAMERA.width, CAMERA.height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  const side = Math.round(CAMERA.height * (SCALES[index % SCALES.length] ?? 1));
  const person = await sharp(portrait)
    .resize(side, side, { fit: 'cover' })
    // Portraits are reused, and must not look alike.
    .flop(index >= PORTRAITS)
    .raw()
    .toBuffer();
  const left = Math.round(random() * (CAMERA.width - side));
  for (let y = 0; y < side; y += 1) {
    const row = (CAMERA.height - side + y) * CAMERA.width;
    picture.set(person.subarray(y * side * 3, (y + 1) * side * 3), (row + left) * 3);
  }
  addNoise(picture, random);
  return sharp(picture, { raw: { ...CAMERA, channels: 3 } })
    .jpeg({ quality: QUALITY.large })
    .toBuffer();
}

function addNoise(pixels: Buffer, random: () => number): void {
  // The sum of two is closer to a sensor's noise than one is.
  const noise = Int8Array.from({ length: NOISE_BYTES }, () => Math.round((random() + random() - 1) * 2 * NOISE));
  for (let from = 0; from < pixels.length; from += noise.length) {
    const length = Math.min(noise.length, pixels.length - from);
    for (let at = 0; at < length; at += 1) {
      const value = (pixels[from + at] ?? 0) + (noise[at] ?? 0);
      pixels[from + at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** Numbers from 0 to 1, the same in every run. Source: mulberry32, by T. Ettinger, public domain. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
