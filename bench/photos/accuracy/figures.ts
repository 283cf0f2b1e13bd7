import type { CopyKind } from './copies.ts';
import type { BurstScore } from './duplicates.ts';
import type { LabelledSet } from './obtain.ts';
import type { SamePersonScore } from './same-person.ts';
import type { DuplicateScore, FaceScore } from './score.ts';

/** The inspector's accuracy on the labelled set. */
export interface AccuracyFigures {
  readonly faces: FaceScore;
  /** Verdicts by what the pictures show: photos of one person should be accepted, others refused. */
  readonly verdicts: Readonly<Record<Shown, Readonly<Record<string, number>>>>;
  readonly duplicates: {
    /** Differing bits of the hash up to which a photo is refused as a duplicate. */
    readonly limit: number;
    /** Recall by kind of copy. */
    readonly copies: Readonly<Partial<Record<CopyKind, DuplicateScore>>>;
    /** One picture, published twice. */
    readonly published: DuplicateScore;
    /** Different photos: near ones are errors. */
    readonly different: DuplicateScore;
    /** The share of true copies among all pairs that were called copies. */
    readonly precision: number;
    readonly bursts: readonly BurstScore[];
  };
  readonly samePerson: SamePersonScore;
  /** Missing parts of the set: the figures are about the rest. */
  readonly missing: LabelledSet['missing'];
}

export type Shown = 'onePerson' | 'cutOff' | 'severalPeople' | 'nobody';
