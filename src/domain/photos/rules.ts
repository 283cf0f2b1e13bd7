import type { AvatarType } from '../avatar/avatar.ts';
import type { FaceMeasurements, PhotoMeasurements } from './measurements.ts';
import type { PhotoFinding } from './photo.ts';
import type { PhotoLimits } from '../avatar/policy.ts';

/**
 * Every threshold by which a photo is judged, except the configured ones (policy.ts). `refuse`: beyond it the photo is
 * not accepted; `weak`: beyond it the photo is accepted, and the report names the weakness. Measured on the labelled
 * set of `npm run bench -- photos`; `npm run photos -- FILE… --draw OUT` shows them at work.
 */
export const thresholds = {
  /** Least score, more for a tiny face. Measured: lowest of a true face 0.70, highest of a false one 0.63, a headlight 5 % of the frame wide. */
  faceScore: { any: 0.5, tiny: 0.68, tinyShare: 0.06 },
  /**
   * Shorter side of the face, px as stored. Face recognition works with 35 px between the eyes (ArcFace,
   * arXiv:1801.07698), half of a face's width: below that the likeness is lost.
   */
  faceSide: { refuse: 72, weak: 144 },
  /**
   * Distance of eyes, nose and mouth from the frame, in widths of the face. Measured: 0.26 where the frame touches the
   * ear, 0.15 when a fifth is cut off, 0.12 when cheek and ear are.
   */
  faceMargin: { refuse: 0.15 },
  /** Least ratio of another face to the largest, by shorter sides: smaller faces are passers-by. */
  otherFace: { refuse: 0.4 },
  /** Variance of the Laplacian of the face at 128×128 px. Measured: 4 when blurred, 41 and more in 9 plain photos of 10. */
  sharpness: { refuse: 10, weak: 30 },
  /** Mean luma of the face, 0–255. Measured: up to 18 in 9 dark photos of 10, from 202 in 9 bright ones of 10. */
  darkFace: { refuse: 25 },
  brightFace: { refuse: 215, weak: 195 },
  /** Luma that 95 % of the face is below: dark skin in good light has highlights, a dark photo has none. */
  highlight: { weak: 70 },
  /** Mean luma of a whole photo, 0–255: beyond it hardly anything is visible. */
  darkFrame: { refuse: 12 },
  brightFrame: { refuse: 246 },
  /** Differing bits. Measured: copies up to 10, none of 1251 pairs of different photos below 14. `similar`: the report calls them alike. */
  hash: { refuse: 10, similar: 14 },
  /**
   * Median distance of a face to those of the set's other photos (resemblance.ts). Measured: up to 0.42 for a person
   * among their own photos, from 0.65 for 91 strangers. It refuses nothing: the network recognises some people less
   * well.
   */
  otherPerson: { weak: 0.6 },
} as const;

export interface PhotoRules {
  /** One person, with a clearly visible face. */
  readonly face: boolean;
  /** Something visible: neither black nor white. */
  readonly light: boolean;
}

const rulesByType: Readonly<Record<AvatarType, PhotoRules>> = {
  character: { face: true, light: true },
  // Some styles are dark, pale or blurred.
  style: { face: false, light: false },
  custom: { face: false, light: true },
};

export const rulesOf = (avatarType: AvatarType): PhotoRules => rulesByType[avatarType];

/** What a file's header tells, in the file's px. */
export interface PhotoHeader {
  readonly width: number;
  readonly height: number;
  /** Pixels that are decoded, where they are more than the picture shows. */
  readonly pixels?: number;
  readonly frames: number;
}

export const pixelsOf = ({ width, height, pixels = 0 }: PhotoHeader): number => Math.max(pixels, width * height);

/** Judges by the header alone, before any decoding. A long strip becomes too narrow at the stored length, however large it was. */
export function judgeHeader(header: PhotoHeader, limits: HeaderLimits): PhotoFinding | null {
  const { width, height, frames } = header;
  const pixels = pixelsOf(header);
  if (frames > 1) return { code: 'animated', value: frames, limit: 1 };
  if (Math.max(width, height) * limits.minSide > Math.min(width, height) * STORED_MAX_SIDE) {
    return {
      code: 'too_narrow',
      value: Math.max(width, height) / Math.min(width, height),
      limit: STORED_MAX_SIDE / limits.minSide,
    };
  }
  if (pixels > limits.maxPixels) return { code: 'too_many_pixels', value: pixels, limit: limits.maxPixels };
  const shorter = Math.min(width, height);
  return shorter < limits.minSide ? { code: 'too_small', value: shorter, limit: limits.minSide } : null;
}
export type HeaderLimits = Pick<PhotoLimits, 'minSide' | 'maxPixels'>;

/** Longest side of a stored photo, px: trainers work at 1024, this leaves room for their crops. */
export const STORED_MAX_SIDE = 2048;

export const sideOf = ({ width, height }: FaceMeasurements): number => Math.min(width, height);

/** The first finding that applies, in the order in which a user would fix them. */
export function judgePhoto(photo: PhotoMeasurements, rules: PhotoRules): PhotoFinding | null {
  return (rules.face ? judgeFace(photo.faces) : null) ?? (rules.light && !rules.face ? judgeFrame(photo) : null);
}

function judgeFace([face, ...others]: readonly FaceMeasurements[]): PhotoFinding | null {
  if (!face) return { code: 'no_face', value: 0, limit: thresholds.faceScore.any };
  const portrayed = 1 + others.filter((other) => sideOf(other) >= thresholds.otherFace.refuse * sideOf(face)).length;
  if (portrayed > 1) return { code: 'several_faces', value: portrayed, limit: 1 };
  return (
    below('face_too_small', sideOf(face), thresholds.faceSide.refuse) ??
    below('face_cut_off', face.margin, thresholds.faceMargin.refuse) ??
    // Light first: a dark photo has no edges either, and a steady hand does not help it.
    below('too_dark', face.luma, thresholds.darkFace.refuse) ??
    above('too_bright', face.luma, thresholds.brightFace.refuse) ??
    below('blurred_face', face.sharpness, thresholds.sharpness.refuse)
  );
}

function judgeFrame({ luma }: PhotoMeasurements): PhotoFinding | null {
  return (
    below('too_dark', luma, thresholds.darkFrame.refuse) ?? above('too_bright', luma, thresholds.brightFrame.refuse)
  );
}

function below(code: PhotoFinding['code'], value: number, limit: number): PhotoFinding | null {
  return value < limit ? { code, value, limit } : null;
}

function above(code: PhotoFinding['code'], value: number, limit: number): PhotoFinding | null {
  return value > limit ? { code, value, limit } : null;
}

export const photoWeaknesses = ['small_face', 'soft', 'dark', 'bright', 'others'] as const;
export type PhotoWeakness = (typeof photoWeaknesses)[number];

/** @returns worst first */
export function weaknessesOf({ faces }: Pick<PhotoMeasurements, 'faces'>, rules: PhotoRules): PhotoWeakness[] {
  const [face, ...others] = faces;
  if (!rules.face || !face) return [];
  const applies: Record<PhotoWeakness, boolean> = {
    small_face: sideOf(face) < thresholds.faceSide.weak,
    soft: face.sharpness < thresholds.sharpness.weak,
    dark: face.highlight < thresholds.highlight.weak,
    bright: face.luma > thresholds.brightFace.weak,
    others: others.length > 0,
  };
  return photoWeaknesses.filter((weakness) => applies[weakness]);
}

/** The value at which a measure gives half of its full worth. */
const half = { sharpness: 30, faceSide: 150, frameSide: 512 } as const;
const goodLight = { from: 80, to: 190 } as const;

/**
 * How good a photo is for training, 0–1: the geometric mean of sharpness, light and size, of the largest face where
 * faces are required, else of the whole frame. Each of the three rises, or stays, as the photo gets sharper, better
 * lit, larger; only light reaches 1.
 */
export function qualityOf(photo: PhotoMeasurements, rules: PhotoRules): number {
  const face = rules.face ? photo.faces[0] : undefined;
  if (rules.face && !face) return 0;
  const { sharpness, luma } = face ?? photo;
  const size = face
    ? saturating(sideOf(face), half.faceSide)
    : saturating(Math.min(photo.width, photo.height), half.frameSide);
  return Math.cbrt(saturating(sharpness, half.sharpness) * light(luma) * size);
}

function saturating(value: number, at: number): number {
  return value <= 0 ? 0 : value / (value + at);
}

function light(luma: number): number {
  return Math.max(0, Math.min(1, luma / goodLight.from, (255 - luma) / (255 - goodLight.to)));
}
