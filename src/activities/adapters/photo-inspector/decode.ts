import { judgeHeader, STORED_MAX_SIDE, type HeaderLimits, type PhotoHeader } from '../../../domain/photo-rules.ts';
import type { PhotoFinding, PhotoFormat } from '../../../domain/photo.ts';
import { decodeHeic } from './heic.ts';
import { toPicture, type Picture } from './picture.ts';
import { isAnimatedPng } from './png.ts';
import { safeSharp } from './safe-sharp.ts';

/** Longest a single decode may take, s; a 12 MP photo takes less than a tenth of one. */
const DECODE_LIMIT_S = 15;

/**
 * Reads the header, judges it, and decodes once: upright, sRGB, opaque, no larger than is stored.
 * @throws whatever the decoders throw for what is damaged
 */
export async function decode(
  bytes: Uint8Array,
  format: PhotoFormat,
  limits: HeaderLimits,
): Promise<Picture | PhotoFinding> {
  if (format === 'heic') return decodeHeic(bytes, (header) => judgeHeader(header, limits), storedSide);
  const sharp = safeSharp();
  const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const frames = format === 'png' && isAnimatedPng(bytes) ? 2 : pages;
  const finding = judgeHeader({ width, height, frames }, limits);
  if (finding) return finding;
  const side = storedSide({ width, height });
  return toPicture(
    sharp(bytes, { limitInputPixels: limits.maxPixels, failOn: 'error' })
      .timeout({ seconds: DECODE_LIMIT_S })
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb'),
  );
}

/** A third of a large photo decodes nearly twice as fast as half of it (JPEG at half scale), and is enough if it is this large, px. */
const ENOUGH = { longer: 1280, shorter: 720 } as const;

/** The longer side at which a photo is stored, px. */
function storedSide({ width, height }: Pick<PhotoHeader, 'width' | 'height'>): number {
  const third = { longer: Math.floor(Math.max(width, height) / 3), shorter: Math.floor(Math.min(width, height) / 3) };
  const isEnough = third.longer >= ENOUGH.longer && third.shorter >= ENOUGH.shorter;
  return isEnough ? Math.min(third.longer, STORED_MAX_SIDE) : STORED_MAX_SIDE;
}
