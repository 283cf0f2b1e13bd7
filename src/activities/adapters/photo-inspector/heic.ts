import libheif, { type HeifImage } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { PhotoHeader } from '../../../domain/photo-rules.ts';
import type { PhotoFinding } from '../../../domain/photo.ts';
import { colourProfileOf } from './heic-colour.ts';
import { toPicture, type Picture } from './picture.ts';
import { pngWithProfile } from './png.ts';
import { safeSharp } from './safe-sharp.ts';

/**
 * Decodes HEIC by libheif, in an instance of its own: what a file does to the decoder's memory dies with it, and the memory
 * is given back.
 * @param judge is shown the header before anything is decoded
 * @param storedSide px of the longer side to decode to
 * @throws whatever libheif and sharp throw for what is damaged
 */
export async function decodeHeic(
  bytes: Uint8Array,
  judge: (header: PhotoHeader) => PhotoFinding | null,
  storedSide: (size: Pick<PhotoHeader, 'width' | 'height'>) => number,
): Promise<Picture | PhotoFinding> {
  const { HeifDecoder } = libheif();
  const images = new HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (!image) throw new Error('the file holds no picture');
  const header = { width: image.get_width(), height: image.get_height(), frames: 1 };
  const finding = judge(header);
  if (finding) return finding;

  const side = storedSide(header);
  const { width, height } = header;
  const picture = await toPicture(
    safeSharp()(await pixelsOf(image, header), { raw: { width, height, channels: 4 } })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' }),
  );
  const profile = colourProfileOf(bytes);
  // libheif hands out the colours as they are written; sharp knows how to read them, from a file that names its profile.
  return profile ? toPicture(safeSharp()(pngWithProfile(picture, profile)).toColourspace('srgb')) : picture;
}

function pixelsOf(image: HeifImage, { width, height }: PhotoHeader): Promise<Uint8ClampedArray> {
  return new Promise((resolve, reject) => {
    image.display({ data: new Uint8ClampedArray(width * height * 4), width, height }, (shown) => {
      if (shown) resolve(shown.data);
      else reject(new Error('the picture cannot be decoded'));
    });
  });
}
