import type { CopyKind } from './copies.ts';
import type { BurstScore } from './duplicates.ts';
import type { LabelledSet } from './obtain.ts';
import type { SamePersonScore } from './same-person.ts';
import type { DuplicateScore, FaceScore } from './score.ts';

/** How right the inspector is, on the labelled set. */
export interface AccuracyFigures {
  readonly faces: FaceScore;
  /** What became of the pictures, by what they show: photos of one person should be taken, others refused. */
  readonly verdicts: Readonly<Record<Shown, Readonly<Record<string, number>>>>;
  readonly duplicates: {
    /** Bits of the hash up to which a photo is refused as a copy. */
    readonly limit: number;
    /** Recall by kind of copy. */
    readonly copies: Readonly<Partial<Record<CopyKind, DuplicateScore>>>;
    /** One picture, published twice. */
    readonly published: DuplicateScore;
    /** Different photos: what is near is an error. */
    readonly different: DuplicateScore;
    /** Of all pairs that were called copies, the share that are. */
    readonly precision: number;
    readonly bursts: readonly BurstScore[];
  };
  readonly samePerson: SamePersonScore;
  /** What of the set could not be had: figures are of the rest. */
  readonly missing: LabelledSet['missing'];
}

export type Shown = 'onePerson' | 'cutOff' | 'severalPeople' | 'nobody';
