import { thresholds } from './rules.ts';

/** A photo and how far it is from the others of its set. */
export interface ComparedPhoto {
  readonly number: number;
  /** Median distance of its largest face to the others': 0 for one picture, about 0.8 for another person. Absent: not compared, or no face. */
  readonly faceDistance?: number;
}

/** Whom a set of photos shows. Only a hint: it may be wrong about anybody. */
export type Resemblance =
  | { readonly kind: 'one_person' }
  | { readonly kind: 'others'; readonly numbers: readonly number[] }
  /** Hardly any two look like one person, so nobody can say who is the stranger. */
  | { readonly kind: 'several_people' };

export function resemblanceOf(photos: readonly ComparedPhoto[]): Resemblance {
  const compared = photos.filter(({ faceDistance }) => faceDistance !== undefined);
  const strange = compared.filter(({ faceDistance = 0 }) => faceDistance > thresholds.otherPerson.weak);
  if (strange.length === 0) return { kind: 'one_person' };
  if (2 * strange.length >= compared.length) return { kind: 'several_people' };
  return { kind: 'others', numbers: strange.map(({ number }) => number).toSorted((one, other) => one - other) };
}
