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
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** @param share 0–1 */
function percentile(values: Float32Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
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
  const sums = new Float32Array(side * side);
  const counts = new Float32Array(side * side);
  const [left, right] = [Math.round(part.left * width), Math.round(part.right * width)];
  const [top, bottom] = [Math.round(part.top * height), Math.round(part.bottom * height)];
  for (let y = top; y < bottom; y += 1) {
    const row = Math.floor(((y - top) * side) / (bottom - top)) * side;
    for (let x = left; x < right; x += 1) {
      const cell = row + Math.floor(((x - left) * side) / (right - left));
      sums[cell] = (sums[cell] ?? 0) + (grey[y * width + x] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] ?? 0));
}

export function mirrored(cells: Float32Array, side: number): Float32Array {
  return cells.map((_, cell) => cells[cell - (cell % side) + (side - 1 - (cell % side))] ?? 0);
}
