import {
  judgeHeader,
  pixelsOf,
  STORED_MAX_SIDE,
  type HeaderLimits,
  type PhotoHeader,
} from '../../../../domain/photos/rules.ts';
import type { PhotoFinding, PhotoFormat } from '../../../../domain/photos/photo.ts';
import type { CleanFile } from './clean-file.ts';
import { clean } from './clean.ts';
import { bytesPerPixel, HEAVY_BYTES, MOST_BYTES, type DecoderHeader } from './decode-memory.ts';
import { toPicture, type Picture } from './picture.ts';
import { uprighting } from './orientation.ts';
import { safeSharp } from './safe-sharp.ts';
import { showsAllBlocks } from './shows-all-blocks.ts';

/** Longest decode, s; a 12 MP photo takes less than a tenth of one. */
const DECODE_LIMIT_S = 15;

/** Thrown when a decode takes so much memory that no other may run meanwhile. */
export class NotAlone extends Error {
  override readonly name = 'NotAlone';
}

/**
 * Reads the header, judges it, and decodes once: upright, sRGB, opaque, at most the stored size.
 * @param alone whether no other decode runs meanwhile
 * @throws {NotAlone} and whatever the decoders throw for damaged files
 */
export async function decode(
  bytes: Uint8Array,
  format: PhotoFormat,
  limits: HeaderLimits,
  alone = true,
): Promise<Picture | PhotoFinding> {
  const plan = (header: PhotoHeader, decoder: DecoderHeader) => planOf(header, decoder, limits, alone);
  // Its decoder takes 5 MB of each thread, and few photos need it.
  if (format === 'heic') return (await import('./heic.ts')).decodeHeic(bytes, plan);
  const file = clean(bytes, format);
  if (file.isUnsupported) return { code: 'unsupported_format' };
  const header = await safeSharp()(file.bytes, { limitInputPixels: false }).metadata();
  const { width, height, pages = 1, isProgressive, channels, depth } = header;
  const frames = file.isAnimated ? 2 : pages;
  const bytesPerChannel = depth === 'uchar' ? 1 : 2;
  const side = plan({ width, height, frames }, { format, isProgressive, channels, bytesPerChannel });
  if (typeof side !== 'number') return side;
  return format === 'jpeg' ? decodeJpeg(file, side, limits, header) : decodeFile(file, side, limits, 'error');
}

/** @throws when part of the picture is missing */
async function decodeJpeg(
  file: CleanFile,
  side: number,
  limits: HeaderLimits,
  header: Parameters<typeof showsAllBlocks>[1],
): Promise<Picture> {
  let isStrict = true;
  const picture = await decodeFile(file, side, limits, 'warning').catch((error: unknown) => {
    if (isDamage(error)) throw error;
    isStrict = false;
    return decodeFile(file, side, limits, 'error');
  });
  if (file.isCut?.(isStrict && showsAllBlocks(picture, header))) throw new Error('part of the picture is missing');
  return picture;
}

/** @param failOn the least fault at which it gives up */
function decodeFile(
  { bytes, orientation }: CleanFile,
  side: number,
  { maxPixels }: HeaderLimits,
  failOn: 'warning' | 'error',
): Promise<Picture> {
  const { turn, flip, flop } = uprighting[orientation];
  return toPicture(
    safeSharp()(bytes, { limitInputPixels: maxPixels, failOn })
      .timeout({ seconds: DECODE_LIMIT_S })
      .rotate(turn)
      .flip(flip)
      .flop(flop)
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb'),
  );
}

/** libjpeg's warnings about a picture that it cannot show whole; it would go on in grey. Source: its jerror.h. */
const DAMAGE = /premature end|bad Huffman code|instead of RST/iu;

/** It warns of other things, too, such as bytes between segments: cameras' files have them. */
function isDamage(error: unknown): boolean {
  return DAMAGE.test(String(error)) || /timeout/iu.test(String(error));
}

/** px of the longer side to decode to, or why not to decode. @throws {NotAlone} */
function planOf(
  header: PhotoHeader,
  decoder: DecoderHeader,
  limits: HeaderLimits,
  alone: boolean,
): number | PhotoFinding {
  const perPixel = bytesPerPixel(decoder);
  const maxPixels = Math.min(limits.maxPixels, Math.floor(MOST_BYTES / perPixel));
  const finding = judgeHeader(header, { ...limits, maxPixels });
  if (finding) return finding;
  if (!alone && perPixel * pixelsOf(header) > HEAVY_BYTES) throw new NotAlone('a large picture');
  return storedSide(header);
}

/** A third of a large photo decodes nearly twice as fast as half of it (JPEG at half scale), and is enough if it has this size, px. */
const ENOUGH = { longer: 1280, shorter: 720 } as const;

function storedSide({ width, height }: Pick<PhotoHeader, 'width' | 'height'>): number {
  const third = { longer: Math.floor(Math.max(width, height) / 3), shorter: Math.floor(Math.min(width, height) / 3) };
  const isEnough = third.longer >= ENOUGH.longer && third.shorter >= ENOUGH.shorter;
  return isEnough ? Math.min(third.longer, STORED_MAX_SIDE) : STORED_MAX_SIDE;
}
