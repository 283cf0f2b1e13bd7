import type { Refusal } from '../shared/refused.ts';

/** What the handlers tell the story. */
export interface TrainingSignals {
  /** Requests of which the trainer says that they have ended. */
  readonly endedRequestIds: Set<string>;
  /** What the trainer calls the training of an attempt, by its own word: not yet known to be true. */
  readonly claimedRequestIds: Map<number, string>;
  /** A submission is under way, and what becomes of it is not known: nothing is cancelled meanwhile. */
  submitting: boolean;
  /** The avatar's rows are there: nothing before that may refer to them. */
  opened: boolean;
  /** Why there will be no rows: nobody waits for them any more. */
  refused?: Omit<Refusal, 'status'>;
}

/** @param opened the avatar's rows are there from the beginning */
export const newSignals = (opened: boolean): TrainingSignals => ({
  endedRequestIds: new Set(),
  claimedRequestIds: new Map(),
  submitting: false,
  opened,
});
