import { defined } from '../defined.ts';
import type { AvatarType, ValidationStatus } from '../avatar/avatar.ts';
import { looksDistance } from './perceptual-hash.ts';
import type { PhotoMeasurements } from './measurements.ts';
import { resemblanceOf, type Resemblance } from './resemblance.ts';
import { rulesOf, thresholds, weaknessesOf, type PhotoWeakness } from './rules.ts';

/** What the records say of one photo of an avatar. */
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

/** How much of a person a photo shows: head to chest, down to the hips, or more. */
export type Framing = 'close_up' | 'half_length' | 'full_length';

/** What would help most. */
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

/** Valid photos that look like one another. */
export interface LookAlikes {
  readonly numbers: readonly number[];
  /** The one of the highest quality: it is the one to keep. */
  readonly best: number;
}

/** The photos that a training would use, as a set. It advises; what may be started is not its to say. */
export interface PhotoReport {
  readonly valid: number;
  /** Valid photos that are lacking before training may start. */
  readonly missing: number;
  readonly weak: readonly { readonly number: number; readonly weaknesses: readonly PhotoWeakness[] }[];
  /** Photos by framing; absent where no face is demanded, or none was measured. */
  readonly framing?: Readonly<Record<Framing, number>>;
  /** Absent where light is not demanded, or there are too few photos to tell. */
  readonly light?: 'varied' | 'even';
  readonly alike: readonly LookAlikes[];
  /** Whom the photos show; absent where no face is demanded, or they were not compared yet. */
  readonly resemblance?: Resemblance;
  readonly advice: PhotoAdvice;
}

/** What a varied set is. They refuse nothing: only the report goes by them. */
const variety = {
  /**
   * Least height of the face against the frame's. A figure is about 7½ heads high and the detector's box 0.8 of a head:
   * with some air above, a frame down to the chest gives 0.32, to the waist 0.23, to the knees 0.13. Measured: 0.28 and
   * 0.29 on portraits down to the chest, 0.22 on one down to the waist.
   */
  closeUp: 0.25,
  halfLength: 0.13,
  /**
   * Standard deviation of luma over the set, 0–255. Evenly spread over one stop of exposure (40 about mid-grey) it is 12.
   * Measured: 5 over portraits cut from one photo, 16 over four photos of one man in different years and rooms.
   */
  evenLight: 10,
  /** Photos below which an even light may be chance. */
  lightNeeds: 5,
  /** Share of the set from which on weak photos, or superfluous look-alikes, are what matters most. */
  faults: 1 / 4,
  /** Least share of close-ups: likeness is learnt from them. */
  closeUps: 1 / 3,
  /** Least share of all others: a model that has seen faces alone makes up the body. */
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

/** Whoever looks like one of a group is of the group. */
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

/** The first that applies. What spoils much of the set goes before what it lacks, and that before single faults. */
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
