import type { Metadata, SharpOptions } from 'sharp';
import { STORED_MAX_SIDE, type PhotoRefusal } from '../../domain/photo.ts';
import type { GoodPhoto, PhotoInspector } from '../ports/photo-inspector.ts';
import { kindOfImage } from './image-kind.ts';
import { safeSharp } from './safe-sharp.ts';

/** Enough for training: above it files grow and faces do not get better. */
const JPEG_QUALITY = 92;

type Limits = Parameters<PhotoInspector['inspect']>[1];

/** Judges photos by sharp: first the signature, then the header, then the pixels, so that little is spent on what is refused. */
export function createPhotoInspector(): PhotoInspector {
  const sharp = safeSharp();

  return {
    async inspect(bytes, limits) {
      const format = kindOfImage(bytes);
      if (format === 'no_image') return refused('not_an_image');
      if (format === 'another_image') return refused('unsupported_format');
      try {
        const header = await sharp(bytes, { limitInputPixels: false }).metadata();
        const refusal = judge(header, limits);
        return refusal ? refused(refusal) : { ok: true, format, ...(await reencode(bytes, limits)) };
      } catch {
        // The signature is right and the rest is not: cut off, damaged, or made to look like an image.
        return refused('corrupt');
      }
    },
  };

  /** Upright, sRGB, opaque, small enough, and without metadata, which sharp drops unless told otherwise. */
  async function reencode(
    bytes: Uint8Array,
    { maxPixels }: Limits,
  ): Promise<Pick<GoodPhoto, 'jpeg' | 'width' | 'height'>> {
    const options: SharpOptions = { limitInputPixels: maxPixels, failOn: 'error' };
    const { data, info } = await sharp(bytes, options)
      .autoOrient()
      .resize(STORED_MAX_SIDE, STORED_MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  }
}

/** By the header alone. Turning the photo upright changes neither the shorter side nor the number of pixels. */
function judge({ width, height, pages = 1 }: Metadata, { minSide, maxPixels }: Limits): PhotoRefusal | undefined {
  if (pages > 1) return 'unsupported_format';
  if (width * height > maxPixels) return 'too_many_pixels';
  return Math.min(width, height) < minSide ? 'too_small' : undefined;
}

function refused(refusal: PhotoRefusal): { ok: false; refusal: PhotoRefusal } {
  return { ok: false, refusal };
}
