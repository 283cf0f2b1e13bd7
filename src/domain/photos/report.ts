import { defined } from '../defined.ts';
import type { AvatarType, ValidationStatus } from '../avatar/avatar.ts';
import { looksDistance } from './perceptual-hash.ts';
import type { PhotoMeasurements } from './measurements.ts';
import { resemblanceOf, type Resemblance } from './resemblance.ts';
import { rulesOf, thresholds, weaknessesOf, type PhotoWeakness } from './rules.ts';

export interface PhotoFacts {
  readonly number: number;
  readonly verdict: ValidationStatus;
  /** Absent where the file could not be read as a photo. */
  readonly measurements?: PhotoMeasurements;
  /** 0–1 (qualityOf). */
  readonly quality?: number;
  /** How unlike the others its face is (resemblance.ts). */
  readonly faceDistance?: number;
}

/** How much of the body a photo shows: head to chest, down to the hips, or more. */
export type Framing = 'close_up' | 'half_length' | 'full_length';

export const photoAdvices = [
  'more_photos',
  'replace_weak',
  'fewer_look_alikes',
  'more_close_ups',
  'more_half_length',
  'more_light_variety',
  'nothing',
] as const;
export type PhotoAdvice = (typeof photoAdvices)[number];

export interface LookAlikes {
  readonly numbers: readonly number[];
  /** The one of the highest quality, to be kept. */
  readonly best: number;
}

/** A report on a set of photos. It only advises: it never decides whether a training may start. */
export interface PhotoReport {
  readonly valid: number;
  readonly missing: number;
  readonly weak: readonly { readonly number: number; readonly weaknesses: readonly PhotoWeakness[] }[];
  /** Number of photos by framing; absent where no face is required, or none was measured. */
  readonly framing?: Readonly<Record<Framing, number>>;
  /** Absent where light is not judged, or there are too few photos to tell. */
  readonly light?: 'varied' | 'even';
  readonly alike: readonly LookAlikes[];
  /** Absent where no face is required, or the photos were not compared yet. */
  readonly resemblance?: Resemblance;
  readonly advice: PhotoAdvice;
}

/** What makes a set varied. Only the report uses these: they refuse nothing. */
const variety = {
  /**
   * Least height of the face, as a share of the frame. A figure is about 7½ heads high and the detector's box 0.8 of a
   * head: with some air above, a frame down to the chest gives 0.32, to the waist 0.23, to the knees 0.13. Measured:
   * 0.28 and 0.29 on portraits down to the chest, 0.22 on one down to the waist.
   */
  closeUp: 0.25,
  halfLength: 0.13,
  /**
   * Standard deviation of luma over the set, 0–255. Spread evenly over one stop of exposure (40 about mid-grey) it is
   * 12. Measured: 5 over portraits cut from one photo, 16 over four photos of one man in different years and rooms.
   */
  evenLight: 10,
  /** With fewer photos, even light may be chance. */
  lightNeeds: 5,
  /** From this share of the set on, weak photos or look-alikes come first in the advice. */
  faults: 1 / 4,
  /** Least share of close-ups: the trainer learns the likeness from them. */
  closeUps: 1 / 3,
  /** Least share of all others: a model that has seen only faces makes up the body. */
  others: 1 / 5,
} as const;

export function photoReport(
  photos: readonly PhotoFacts[],
  { avatarType, minPhotos }: { readonly avatarType: AvatarType; readonly minPhotos: number },
): PhotoReport {
  const rules = rulesOf(avatarType);
  const valid = photos.filter(({ verdict }) => verdict === 'valid').toSorted((one, other) => one.number - other.number);
  const weak = valid.flatMap(({ number, measurements }) => {
    const weaknesses = measurements ? weaknessesOf(measurements, rules) : [];
    return weaknesses.length > 0 ? [{ number, weaknesses }] : [];
  });
  const measured = valid.flatMap(({ measurements }) => measurements ?? []);
  const framing = rules.face ? framingsOf(measured) : undefined;
  const light = rules.light
    ? lightOf(measured.flatMap((photo) => (rules.face ? photo.faces[0] : photo) ?? []))
    : undefined;
  const isCompared = valid.some(({ faceDistance }) => faceDistance !== undefined);
  const seen = {
    valid: valid.length,
    missing: Math.max(0, minPhotos - valid.length),
    weak,
    ...defined({ framing, light }),
    alike: lookAlikes(valid),
    ...(rules.face && isCompared && { resemblance: resemblanceOf(valid) }),
  };
  return { ...seen, advice: adviceOn(seen) };
}

function framingsOf(photos: readonly PhotoMeasurements[]): PhotoReport['framing'] {
  const counts = { close_up: 0, half_length: 0, full_length: 0 };
  const known = photos.filter(({ faces }) => faces.length > 0);
  for (const photo of known) counts[framingOf(photo)] += 1;
  return known.length > 0 ? counts : undefined;
}

function framingOf({ faces, height }: PhotoMeasurements): Framing {
  const share = (faces[0]?.height ?? 0) / height;
  if (share >= variety.closeUp) return 'close_up';
  return share >= variety.halfLength ? 'half_length' : 'full_length';
}

function lightOf(photos: readonly { readonly luma: number }[]): PhotoReport['light'] {
  if (photos.length < variety.lightNeeds) return undefined;
  const mean = photos.reduce((sum, { luma }) => sum + luma, 0) / photos.length;
  const variance = photos.reduce((sum, { luma }) => sum + (luma - mean) ** 2, 0) / photos.length;
  return Math.sqrt(variance) < variety.evenLight ? 'even' : 'varied';
}

/** A photo belongs to a group when it looks like any photo of the group. */
function lookAlikes(photos: readonly PhotoFacts[]): LookAlikes[] {
  const groups = photos.reduce<PhotoFacts[][]>((known, photo) => {
    const near = known.filter((group) => group.some((other) => areAlike(photo, other)));
    return [...known.filter((group) => !near.includes(group)), [...near.flat(), photo]];
  }, []);
  return groups
    .filter((group) => group.length > 1)
    .map((group) => {
      const numbers = group.map(({ number }) => number).toSorted((one, other) => one - other);
      const [best] = group.toSorted((one, other) => (other.quality ?? 0) - (one.quality ?? 0));
      return { numbers, best: best?.number ?? 0 };
    })
    .toSorted((one, other) => (one.numbers[0] ?? 0) - (other.numbers[0] ?? 0));
}

function areAlike({ measurements: one }: PhotoFacts, { measurements: other }: PhotoFacts): boolean {
  return !!one && !!other && looksDistance(one, other) <= thresholds.hash.similar;
}

/** The first that applies: what spoils much of the set, then what the set lacks, then single faults. */
function adviceOn({ valid, missing, weak, framing, light, alike }: Omit<PhotoReport, 'advice'>): PhotoAdvice {
  const superfluous = alike.reduce((sum, { numbers }) => sum + numbers.length - 1, 0);
  const closeUps = framing?.close_up ?? 0;
  const others = framing ? framing.half_length + framing.full_length : 0;
  const many = (faults: number) => faults > 0 && faults >= valid * variety.faults;
  const lacks = (count: number, share: number) => count < (closeUps + others) * share;
  const applying: readonly (readonly [applies: boolean, advice: PhotoAdvice])[] = [
    [missing > 0, 'more_photos'],
    [many(weak.length), 'replace_weak'],
    [many(superfluous), 'fewer_look_alikes'],
    [lacks(closeUps, variety.closeUps), 'more_close_ups'],
    [lacks(others, variety.others), 'more_half_length'],
    [light === 'even', 'more_light_variety'],
    [weak.length > 0, 'replace_weak'],
    [superfluous > 0, 'fewer_look_alikes'],
  ];
  return applying.find(([applies]) => applies)?.[1] ?? 'nothing';
}
