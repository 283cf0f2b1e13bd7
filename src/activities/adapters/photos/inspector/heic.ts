/* oxlint-disable no-underscore-dangle -- C functions are exported so */
import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { PhotoHeader } from '../../../../domain/photos/rules.ts';
import type { PhotoFinding } from '../../../../domain/photos/photo.ts';
import { leaveGarbage } from './collect-garbage.ts';
import type { DecoderHeader } from './decode-memory.ts';
import { profileOf } from './heic-colours.ts';
import { caller, HeifError } from './libheif-call.ts';
import { openLibheif, type BoundedLibheif } from './open-libheif.ts';
import { toPicture, type Picture } from './picture.ts';
import { pngWithProfile } from './png.ts';
import { safeSharp } from './safe-sharp.ts';

/** Source: libheif/api/libheif/heif_image.h, heif_colorspace, heif_chroma and heif_channel. */
const RGB = 1;
const INTERLEAVED = { rgb: 10, rgba: 11 } as const;
const INTERLEAVED_CHANNEL = 10;
/** Offset of `strict_decoding` in the decoding options, bytes. Source: heif_decoding.h, with 32-bit addresses. */
const STRICT = 21;

/** libheif's memory before it decodes anything, bytes, without the file, rounded up. */
const LEAST_MEMORY = 48 * 1024 * 1024;

/** Most bytes for each pixel, by bytes a channel. Measured: 6.7 to 8.9, and above 8 bits 8.9 to 14.8. */
const MEMORY_PER_PIXEL = { 1: 10, 2: 16 } as const;

/** Gets the header before anything is decoded; returns px of the longer side to decode to, or why not to decode. */
type Plan = (header: PhotoHeader, decoder: DecoderHeader) => number | PhotoFinding;

/** Of heif_error: no decoder for what the file holds. */
const NO_DECODER = 11;

/** Decodes in its own instance of libheif, with memory limited by the header. @throws whatever libheif, sharp and the plan throw */
export async function decodeHeic(bytes: Uint8Array, plan: Plan): Promise<Picture | PhotoFinding> {
  const libheif = openLibheif(LEAST_MEMORY + bytes.length);
  try {
    return await decodeIn(libheif, bytes, plan);
  } catch (error) {
    if (error instanceof HeifError && error.code === NO_DECODER) return { code: 'unsupported_format' };
    throw error;
  } finally {
    leaveGarbage(libheif.heif.HEAPU8.length);
  }
}

async function decodeIn(
  { heif, limitMemory }: BoundedLibheif,
  bytes: Uint8Array,
  plan: Plan,
): Promise<Picture | PhotoFinding> {
  const call = caller(heif);
  const context = heif._heif_context_alloc();
  const file = heif._malloc(bytes.length);
  if (!file) throw new Error('the decoder has no memory');
  heif.HEAPU8.set(bytes, file);
  call((error) => heif._heif_context_read_from_memory_without_copy(error, context, file, bytes.length, 0));
  const handle = call((error, at) => heif._heif_context_get_primary_image_handle(error, context, at));

  const width = heif._heif_image_handle_get_width(handle);
  const height = heif._heif_image_handle_get_height(handle);
  const coded = codedSize(heif, handle);
  const bytesPerChannel = heif._heif_image_handle_get_luma_bits_per_pixel(handle) > 8 ? 2 : 1;
  const decoder = { format: 'heic', isProgressive: false, channels: 3, bytesPerChannel } as const;
  const side = plan({ width, height, pixels: coded.pixels, frames: 1 }, decoder);
  if (typeof side !== 'number') return side;
  limitMemory(LEAST_MEMORY + bytes.length + MEMORY_PER_PIXEL[bytesPerChannel] * coded.mostPixels);
  heif._heif_context_set_maximum_image_size_limit(context, Math.ceil(Math.sqrt(coded.mostPixels)));

  const profile = await profileOf(heif, handle);
  const picture = await toPicture(
    pixelsOf(heif, handle)
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' }),
  );
  // libheif does not convert colours: sharp does, from a file that names its profile.
  return profile
    ? toPicture(safeSharp()(pngWithProfile(picture, profile), { failOn: 'none' }).toColourspace('srgb'))
    : picture;
}

/** Largest side of an HEVC coding block, px. Source: ITU-T H.265, 7.4.3.2.1 (CtbSizeY). */
const BLOCK = 64;
/** How far tiles may reach beyond the picture, px; those of phones have sides of 512. */
const MOST_BEYOND = 1024;

/** The number of coded pixels, and the most that may be decoded for them: blocks and tiles reach beyond the picture. */
function codedSize(heif: Libheif, handle: number): { pixels: number; mostPixels: number } {
  const width = heif._heif_image_handle_get_ispe_width(handle);
  const height = heif._heif_image_handle_get_ispe_height(handle);
  const tiling = heif._malloc(256);
  caller(heif)((error) => heif._heif_image_handle_get_image_tiling(error, handle, 0, tiling));
  const [, columns = 1, rows = 1, tileWidth = 0, tileHeight = 0] = heif.HEAPU32.subarray(tiling / 4);
  const decoded = (side: number, tiles: number) =>
    Math.ceil(Math.max(side, Math.min(tiles, side + MOST_BEYOND)) / BLOCK) * BLOCK;
  return {
    pixels: width * height,
    mostPixels: decoded(width, columns * tileWidth) * decoded(height, rows * tileHeight),
  };
}

/** A view of the decoder's memory, not a copy. */
function pixelsOf(heif: Libheif, handle: number) {
  const call = caller(heif);
  const alpha = heif._heif_image_handle_has_alpha_channel(handle) !== 0;
  const chroma = alpha ? INTERLEAVED.rgba : INTERLEAVED.rgb;
  const options = heif._heif_decoding_options_alloc();
  // Otherwise a missing tile would stay black without an error.
  heif.HEAPU8[options + STRICT] = 1;
  const image = call((error, at) => heif._heif_decode_image(error, handle, at, RGB, chroma, options));
  const width = heif._heif_image_get_width(image, INTERLEAVED_CHANNEL);
  const height = heif._heif_image_get_height(image, INTERLEAVED_CHANNEL);
  const channels = alpha ? 4 : 3;
  const strideAt = heif._malloc(4);
  const start = heif._heif_image_get_plane_readonly(image, INTERLEAVED_CHANNEL, strideAt);
  const stride = heif.HEAPU32[strideAt / 4] ?? 0;
  if (stride > width * channels) closeUp(heif.HEAPU8, { start, stride, row: width * channels, rows: height });
  const pixels = heif.HEAPU8.subarray(start, start + height * width * channels);
  return safeSharp()(pixels, { raw: { width, height, channels } });
}

function closeUp(
  memory: Uint8Array,
  { start, stride, row, rows }: { start: number; stride: number; row: number; rows: number },
): void {
  for (let y = 1; y < rows; y += 1) {
    memory.copyWithin(start + y * row, start + y * stride, start + y * stride + row);
  }
}
