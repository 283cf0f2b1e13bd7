import type { Refusal } from '../shared/refused.ts';

export interface TrainingSignals {
  /** Requests that have ended, according to the trainer. */
  readonly endedRequestIds: Set<string>;
  /** The request of an attempt, according to the trainer: not verified yet. */
  readonly claimedRequestIds: Map<number, string>;
  /** A submission is running, and its outcome is unknown: nothing is cancelled meanwhile. */
  submitting: boolean;
  /** The avatar's rows exist: before this nothing may refer to them. */
  opened: boolean;
  /** Why there will be no rows: nobody waits for them any more. */
  refused?: Omit<Refusal, 'status'>;
}

/** @param opened the avatar's rows exist from the beginning */
export const newSignals = (opened: boolean): TrainingSignals => ({
  endedRequestIds: new Set(),
  claimedRequestIds: new Map(),
  submitting: false,
  opened,
});
