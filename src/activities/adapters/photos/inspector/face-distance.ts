import type { FaceEmbedding } from './face-recogniser.ts';

/** Photos with a face, below which nobody can say who the stranger is. */
const LEAST = 3;

/**
 * How far each face is from the others: by the half of them that is nearest, so that one stranger changes nobody else.
 * @returns for each the median of its distances to all others (of an even number the lower one), null where there is no
 * face, or too few to compare
 */
export function faceDistancesOf(faces: readonly (FaceEmbedding | null)[]): (number | null)[] {
  const known = faces.filter((face) => face !== null);
  if (known.length < LEAST) return faces.map(() => null);
  return faces.map((face) => {
    if (!face) return null;
    const distances = known.filter((other) => other !== face).map((other) => distance(face, other));
    return distances.toSorted((one, other) => one - other)[(distances.length - 1) >> 1] ?? null;
  });
}

/** Euclidean, as the network was trained for. */
function distance(one: FaceEmbedding, other: FaceEmbedding): number {
  return Math.sqrt(one.reduce((sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2, 0));
}
