import sharp, { type Sharp } from 'sharp';

type Size = { readonly width: number; readonly height: number };
type Change = (picture: Sharp, size: Size) => Sharp;

/** A part of the picture, by what is cut off: fractions of its width and height. */
const cropped =
  (left: number, top: number, right: number, bottom: number): Change =>
  (picture, { width, height }) =>
    picture.extract({
      left: Math.ceil(left * width),
      top: Math.ceil(top * height),
      width: Math.floor((1 - left - right) * width) - 1,
      height: Math.floor((1 - top - bottom) * height) - 1,
    });

const scaled =
  (factor: number): Change =>
  (picture, { width }) =>
    picture.resize({ width: Math.max(1, Math.round(factor * width)) });

/** How the same photo comes again: saved again, reduced by a messenger, brightened, cropped by 5 %, mirrored by a camera. */
const changes = {
  'quality 50': (picture) => picture.jpeg({ quality: 50 }),
  'quality 80': (picture) => picture.jpeg({ quality: 80 }),
  webp: (picture) => picture.webp({ quality: 75 }),
  'size ×0.25': scaled(0.25),
  'size ×0.5': scaled(0.5),
  'size ×1.5': scaled(1.5),
  'brightness ×0.7': (picture) => picture.modulate({ brightness: 0.7 }),
  'brightness ×1.3': (picture) => picture.modulate({ brightness: 1.3 }),
  grey: (picture) => picture.modulate({ saturation: 0 }),
  '5 % off, all round': cropped(0.025, 0.025, 0.025, 0.025),
  '5 % off each side': cropped(0.05, 0.05, 0.05, 0.05),
  '5 % off the left': cropped(0.05, 0, 0, 0),
  '5 % off the top': cropped(0, 0.05, 0, 0),
  '5 % off right and bottom': cropped(0, 0, 0.05, 0.05),
  mirrored: (picture) => picture.flop(),
} as const satisfies Record<string, Change>;

export type CopyKind = keyof typeof changes;
export const copyKinds = Object.keys(changes) as CopyKind[];

/** A copy of a photo: JPEG of quality 85, unless the kind says otherwise. */
export async function copyOf(photo: Uint8Array, kind: CopyKind): Promise<Buffer> {
  const upright = sharp(photo).autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
  const change: Change = changes[kind];
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return change(sharp(data, { raw }).jpeg({ quality: 85 }), info).toBuffer();
}
