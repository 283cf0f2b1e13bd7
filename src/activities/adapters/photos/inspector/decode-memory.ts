import type { PhotoFormat } from '../../../../domain/photos/photo.ts';

/** The parts of a header that tell how much memory its decoder needs. */
export interface DecoderHeader {
  readonly format: PhotoFormat;
  /** Progressive JPEG, interlaced PNG: held whole before the first row is decoded. */
  readonly isProgressive: boolean;
  readonly channels: number;
  readonly bytesPerChannel: number;
}

/**
 * Bytes for each pixel that a decoder holds at most, besides its fixed part. Measured at 48 MP: progressive JPEG 4:4:4
 * 7.1 and CMYK 9.3 (two for each coefficient, and more), lossless WebP 4.3, HEIC 7.3; those that decode row by row take
 * 2, whatever their size.
 */
export function bytesPerPixel({ format, isProgressive, channels, bytesPerChannel }: DecoderHeader): number {
  if (format === 'heic') return bytesPerChannel > 1 ? 14 : 7.5;
  if (format === 'webp') return 4.5;
  if (!isProgressive) return 2;
  return format === 'jpeg' ? 2.4 * channels : 1.2 * channels * bytesPerChannel;
}

/** A decode that takes more waits until no other runs, bytes; of smaller ones each thread runs one. */
export const HEAVY_BYTES = 128e6;
/** A decode that takes more is refused, bytes: a 48 MP photo of a phone, the largest there are, takes 366e6. */
export const MOST_BYTES = 380e6;
