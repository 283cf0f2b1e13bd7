import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

export interface File {
  readonly name: string;
  readonly bytes: Buffer;
}

/** How a portrait is made from the only original: its crop, turn, light and background. */
interface Take {
  /** px of the original, 512 × 512; the face is about (225, 120). */
  readonly left: number;
  readonly top: number;
  readonly size: number;
  readonly mirrored?: boolean;
  readonly turned?: number;
  readonly brightness?: number;
  readonly saturation?: number;
  readonly wall?: string;
}

const takes: readonly Take[] = [
  { left: 0, top: 0, size: 512 },
  { left: 120, top: 10, size: 220, mirrored: true, wall: '#7a4b2a' },
  { left: 60, top: 0, size: 330, turned: 9, wall: '#2d5d7b' },
  { left: 130, top: 30, size: 190, brightness: 1.2 },
  { left: 30, top: 0, size: 420, mirrored: true, turned: -7, wall: '#3a6b35' },
  { left: 150, top: 40, size: 260, brightness: 0.75, saturation: 0.4 },
  { left: 90, top: 0, size: 260, turned: -14, wall: '#d8c9a8' },
  { left: 10, top: 0, size: 300, saturation: 1.5 },
  { left: 140, top: 0, size: 372, mirrored: true, brightness: 1.1, wall: '#11131a' },
  { left: 100, top: 20, size: 240, turned: 16, saturation: 0, wall: '#8c1c3f' },
  { left: 70, top: 0, size: 290, mirrored: true, turned: 5, brightness: 0.85, wall: '#e8e4da' },
  { left: 160, top: 20, size: 180, saturation: 0.7, turned: -4, wall: '#5a3d7a' },
];

const SIDE = 900;
const photo = (name: string) => new URL(`photos/${name}`, import.meta.url);

const developed = new Map<Take, Promise<Buffer>>();

/** Different portraits of one person. Source of the picture: demo/photos/README.md. */
export async function portraits(count: number): Promise<File[]> {
  const original = await readFile(photo('astronaut.png'));
  return Promise.all(
    takes.slice(0, count).map(async (take, index) => {
      const bytes = developed.get(take) ?? develop(original, take);
      developed.set(take, bytes);
      return { name: `portrait-${index + 1}.jpg`, bytes: await bytes };
    }),
  );
}

async function develop(original: Buffer, take: Take): Promise<Buffer> {
  const { left, top, size, mirrored = false, turned = 0, brightness = 1, saturation = 1, wall = '#20304a' } = take;
  const cut = await sharp(original)
    .extract({ left, top, width: size, height: size })
    .resize(SIDE, SIDE, { kernel: 'lanczos3' })
    .flop(mirrored)
    .modulate({ brightness, saturation })
    .png()
    .toBuffer();
  const turnedCut = await sharp(cut).rotate(turned, { background: wall }).resize(SIDE, SIDE).png().toBuffer();
  return sharp(turnedCut)
    .extend({ top: 40, bottom: 0, left: 60 + (size % 90), right: 20, background: wall })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A file that is no picture, despite its name. */
export const notAPhoto: File = {
  name: 'notes.jpg',
  bytes: Buffer.from('Shopping list: milk, bread, a new haircut.\n'),
};
