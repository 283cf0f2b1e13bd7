import type { Picture } from './picture.ts';

/** So far from middle grey a missing block may be in a reduced picture, of 255; measured: 2. */
const GREY = 12;

/**
 * Whether a decoded JPEG tells by itself that no block is missing; decoded without a warning, and to half its size or
 * less. Missing blocks reach to the end of the file, a corner of the picture, and are middle grey. A last block that is
 * there in part is taken for whole: it makes at most 9 px of a photo of 12 MP. A photo may have a grey corner, too.
 */
export function showsAllBlocks(
  picture: Picture,
  { width, height, channels }: { readonly width: number; readonly height: number; readonly channels: number },
): boolean {
  const isReduced = Math.max(width, height) >= 2 * Math.max(picture.width, picture.height);
  // Profiles for printing know another grey.
  return isReduced && channels === 3 && !hasGreyCorner(picture);
}

function hasGreyCorner({ data, width, height }: Picture): boolean {
  const corners = [0, width - 1, (height - 1) * width, height * width - 1];
  return corners.some((at) => data.subarray(3 * at, 3 * at + 3).every((value) => Math.abs(value - 128) <= GREY));
}
