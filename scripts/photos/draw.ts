import { readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Sharp } from 'sharp';
import { decode } from '../../src/activities/adapters/photos/inspector/decode.ts';
import { kindOfImage } from '../../src/activities/adapters/photos/inspector/image-kind.ts';
import { sharpOf, turned, type Picture } from '../../src/activities/adapters/photos/inspector/picture.ts';
import { safeSharp } from '../../src/activities/adapters/photos/inspector/safe-sharp.ts';
import { sideOf } from '../../src/domain/photos/rules.ts';
import { photoFormats } from '../../src/domain/photos/photo.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import type { JudgedPhoto } from './judge.ts';
import { lettering, outline, type Colour } from './marks.ts';
import { printable, verdictOf, why } from './output.ts';

/** Colours of the judged face and of the others. */
const LARGEST: Colour = [0, 220, 90];
const OTHER: Colour = [255, 150, 0];
/** Behind the verdict. */
const GROUND: Colour = [230, 230, 230];

/**
 * Writes a picture of each photo that can be decoded, as it would be stored, with boxes around faces and the verdict
 * below. One after another.
 */
export async function drawPhotos(photos: readonly JudgedPhoto[], folder: string): Promise<void> {
  for (const photo of photos) {
    const picture = await pictureOf(photo).catch(() => null);
    if (!picture) continue;
    const number = String(photo.number).padStart(String(photos.length).length, '0');
    const name = `${number}-${printable(parse(photo.file).name)}.jpg`;
    await writeFile(join(folder, name), await marked(picture, photo));
  }
}

/** Decoded once more, including small ones. */
async function pictureOf({ file, error, finding, measurements }: JudgedPhoto): Promise<Picture | null> {
  if (error !== undefined || finding?.code === 'too_large_file') return null;
  const bytes = await readFile(file);
  const kind = kindOfImage(bytes);
  const format = photoFormats.find((one) => one === kind);
  if (!format) return null;
  const picture = await decode(bytes, format, { ...defaultPolicy.photos, minSide: 1 });
  return 'code' in picture ? null : turned(picture, measurements?.turned ?? 0);
}

async function marked(picture: Picture, photo: JudgedPhoto): Promise<Buffer> {
  const longer = Math.max(picture.width, picture.height);
  const line = Math.max(2, Math.round(longer / 400));
  const letters = Math.max(12, Math.round(longer / 50));
  const labels: { input: Buffer; left: number; top: number }[] = [];
  for (const [index, face] of (photo.measurements?.faces ?? []).entries()) {
    const colour = index === 0 ? LARGEST : OTHER;
    outline(picture, face, line, colour);
    const text = ` ${face.score.toFixed(2)} · ${sideOf(face).toFixed(0)} px `;
    const label = await lettering(text, letters, { on: colour });
    if (!label || label.info.width > picture.width || label.info.height > picture.height) continue;
    labels.push({
      input: label.data,
      left: within(face.left, picture.width - label.info.width),
      top: within(face.top - label.info.height - line, picture.height - label.info.height),
    });
  }
  const upper = await sharpOf(picture).composite(labels).png({ compressionLevel: 0 }).toBuffer();
  return withCaption(upper, captionOf(photo), picture.width, letters);
}

function within(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, Math.round(value)));
}

function captionOf(photo: JudgedPhoto): string {
  const { measurements, quality, nearest } = photo;
  const seen = measurements?.faces[0] ?? measurements;
  const numbers = seen ? [`sharpness ${seen.sharpness.toFixed(0)}`, `luma ${seen.luma.toFixed(0)}`] : [];
  if (seen && 'margin' in seen) {
    numbers.push(`margin ${seen.margin.toFixed(2)}`, `highlight ${seen.highlight.toFixed(0)}`);
  }
  if (quality !== undefined) numbers.push(`quality ${quality.toFixed(2)}`);
  if (nearest) numbers.push(`${nearest.distance} bits from #${nearest.of}`);
  const verdict = [verdictOf(photo), why(photo), ...photo.weaknesses].filter(Boolean).join(', ');
  return `#${photo.number} ${verdict}\n${numbers.join(' · ')}`;
}

async function withCaption(upper: Buffer, text: string, width: number, letters: number): Promise<Buffer> {
  const jpeg = (picture: Sharp): Promise<Buffer> => picture.jpeg({ quality: 88 }).toBuffer();
  const caption = await lettering(text, letters, { on: GROUND, width });
  if (!caption) return jpeg(safeSharp()(upper));
  const { height } = await safeSharp()(upper).metadata();
  const [r, g, b] = GROUND;
  const extended = safeSharp()(upper).extend({ bottom: caption.info.height + letters, background: { r, g, b } });
  const left = Math.min(Math.round(letters / 2), Math.max(0, width - caption.info.width));
  return jpeg(extended.composite([{ input: caption.data, left, top: height + Math.round(letters / 2) }]));
}
