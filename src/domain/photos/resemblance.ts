import { thresholds } from './rules.ts';

/** A photo as far as it was compared with the others of its set. */
export interface ComparedPhoto {
  readonly number: number;
  /**
   * How unlike the others its largest face is: the median of its distances to theirs, 0 for the same picture, about 0.8 for
   * another person. Absent: not compared, or no face.
   */
  readonly faceDistance?: number;
}

/** Whom a set of photos shows, as far as one can tell. A hint: it may be wrong about anybody. */
export type Resemblance =
  | { readonly kind: 'one_person' }
  /** Some photos look like somebody else. */
  | { readonly kind: 'others'; readonly numbers: readonly number[] }
  /** Hardly any two look like one person: nobody can say who is the stranger. */
  | { readonly kind: 'several_people' };

export function resemblanceOf(photos: readonly ComparedPhoto[]): Resemblance {
  const compared = photos.filter(({ faceDistance }) => faceDistance !== undefined);
  const strange = compared.filter(({ faceDistance = 0 }) => faceDistance > thresholds.otherPerson.weak);
  if (strange.length === 0) return { kind: 'one_person' };
  if (2 * strange.length >= compared.length) return { kind: 'several_people' };
  return { kind: 'others', numbers: strange.map(({ number }) => number).toSorted((one, other) => one - other) };
}
