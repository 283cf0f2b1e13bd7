import type { FaceEmbedding } from './face-recogniser.ts';

/** With fewer photos with a face, nobody can say who is the stranger. */
const LEAST = 3;

/**
 * The distance of each face from the others. The median makes one stranger change nobody else.
 * @returns for each the median of its distances to all others (the lower one of an even number); null where there is no
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
