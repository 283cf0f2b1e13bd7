import { luma, sharpOf, toPicture, type Picture } from './picture.ts';

/** Side of the square on which a face's sharpness is measured, px: the same for every face, or larger ones would seem sharper. */
const FACE_SIDE = 128;
/** Smallest side that can be cut from a box at the edge, px. */
const LEAST_SIDE = 2;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Sharpness and light inside a box, as far as it is within the frame. */
export async function measureBox(
  picture: Picture,
  box: Box,
): Promise<{ sharpness: number; luma: number; highlight: number }> {
  const left = Math.min(Math.max(0, Math.round(box.left)), picture.width - LEAST_SIDE);
  const top = Math.min(Math.max(0, Math.round(box.top)), picture.height - LEAST_SIDE);
  const width = Math.max(LEAST_SIDE, Math.min(picture.width - left, Math.round(box.left + box.width) - left));
  const height = Math.max(LEAST_SIDE, Math.min(picture.height - top, Math.round(box.top + box.height) - top));
  const crop = await toPicture(
    sharpOf(picture).extract({ left, top, width, height }).resize(FACE_SIDE, FACE_SIDE, { fit: 'fill' }),
  );
  const grey = luma(crop);
  return { sharpness: sharpness(grey, FACE_SIDE, FACE_SIDE), luma: mean(grey), highlight: percentile(grey, 0.95) };
}

/** Variance of the Laplacian. Source: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000. */
export function sharpness(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += 1, at += 1) {
      const edge =
        4 * (grey[at] ?? 0) -
        (grey[at - 1] ?? 0) -
        (grey[at + 1] ?? 0) -
        (grey[at - width] ?? 0) -
        (grey[at + width] ?? 0);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = Math.max(1, (width - 2) * (height - 2));
  return squares / count - (sum / count) ** 2;
}

export function mean(values: Float32Array): number {
  let sum = 0;
  // Not `reduce`: a call for each value takes ten times as long.
  for (let index = 0; index < values.length; index += 1) sum += values[index] ?? 0;
  return sum / Math.max(1, values.length);
}

const LEVELS = 256;

/** Sorts only the values of the level that it is in. @param grey 0–255 @param share 0–1 */
function percentile(grey: Float32Array, share: number): number {
  const counts = new Uint32Array(LEVELS);
  for (let index = 0; index < grey.length; index += 1) {
    const level = Math.floor(grey[index] ?? 0);
    counts[level] = (counts[level] ?? 0) + 1;
  }
  let rank = Math.min(grey.length - 1, Math.floor(share * grey.length));
  let level = 0;
  for (; rank >= (counts[level] ?? 0) && level < LEVELS - 1; level += 1) rank -= counts[level] ?? 0;
  return grey.filter((value) => Math.floor(value) === level).toSorted()[rank] ?? 0;
}

/** Part of a picture, in shares of its sides, 0–1. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}
const whole: Part = { left: 0, top: 0, right: 1, bottom: 1 };

/** Means of a grid of cells over a grey picture, or a part of it. */
export function grid(grey: Float32Array, width: number, height: number, side: number, part = whole): Float32Array {
  const means = new Float32Array(side * side);
  const bounds = (from: number, to: number) => {
    const [start, end] = [Math.round(from), Math.round(to)];
    return Array.from({ length: side + 1 }, (_, cell) => start + Math.ceil((cell * (end - start)) / side));
  };
  const columns = bounds(part.left * width, part.right * width);
  const rows = bounds(part.top * height, part.bottom * height);
  for (let cell = 0; cell < means.length; cell += 1) {
    const [column, row] = [cell % side, Math.floor(cell / side)];
    const [left = 0, right = 0, top = 0, bottom = 0] = [columns[column], columns[column + 1], rows[row], rows[row + 1]];
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let at = y * width + left; at < y * width + right; at += 1) sum += grey[at] ?? 0;
    }
    means[cell] = sum / Math.max(1, (right - left) * (bottom - top));
  }
  return means;
}

export function mirrored(cells: Float32Array, side: number): Float32Array {
  return cells.map((_, cell) => cells[cell - (cell % side) + (side - 1 - (cell % side))] ?? 0);
}
