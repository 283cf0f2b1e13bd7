import { failureReasons, type FailureReason } from './training.ts';

/** What follows from a failure reason. Its sentences: src/chat/locales, `failure`. Its table for operators: docs/operations.md. */
export interface Failure {
  /**
   * Whether another try can help. `yes`: at once. `other_photos`: with other photos, hardly with the same.
   * `after_operator`: only after an operator has acted. `never`: it might be paid twice, so an operator decides.
   */
  readonly retry: 'yes' | 'other_photos' | 'after_operator' | 'never';
  /** What FAL may have charged. Source: fal.ai/docs, «Reliability»: 5xx are not billed; a refused input (422) may be. */
  readonly charged: 'nothing' | 'maybe' | 'yes';
  /** Whether an accepted training may still have left a result. `nothing`: the trainer itself said that the run failed. */
  readonly leaves: 'nothing' | 'maybe';
  /** Who must act, apart from a retry. `operator` is alerted by the log, at level error. */
  readonly acts: 'nobody' | 'user' | 'operator';
}

export const failures: Readonly<Record<FailureReason, Failure>> = {
  photos_rejected: { retry: 'other_photos', charged: 'maybe', leaves: 'nothing', acts: 'user' },
  content_policy: { retry: 'other_photos', charged: 'maybe', leaves: 'nothing', acts: 'user' },
  archive_rejected: { retry: 'yes', charged: 'maybe', leaves: 'nothing', acts: 'operator' },
  trainer_account: { retry: 'after_operator', charged: 'nothing', leaves: 'maybe', acts: 'operator' },
  trainer_rejected: { retry: 'after_operator', charged: 'maybe', leaves: 'nothing', acts: 'operator' },
  trainer_overloaded: { retry: 'yes', charged: 'nothing', leaves: 'nothing', acts: 'nobody' },
  trainer_unreachable: { retry: 'yes', charged: 'nothing', leaves: 'maybe', acts: 'nobody' },
  trainer_failed: { retry: 'yes', charged: 'maybe', leaves: 'nothing', acts: 'nobody' },
  training_timeout: { retry: 'yes', charged: 'maybe', leaves: 'maybe', acts: 'operator' },
  submission_unconfirmed: { retry: 'never', charged: 'maybe', leaves: 'maybe', acts: 'operator' },
  submission_given_up: { retry: 'yes', charged: 'nothing', leaves: 'nothing', acts: 'nobody' },
  result_missing: { retry: 'yes', charged: 'yes', leaves: 'maybe', acts: 'operator' },
  result_damaged: { retry: 'yes', charged: 'yes', leaves: 'maybe', acts: 'operator' },
  storage_failed: { retry: 'yes', charged: 'nothing', leaves: 'nothing', acts: 'operator' },
};

export const freeFailures: readonly FailureReason[] = failureReasons.filter(
  (reason) => failures[reason].charged === 'nothing',
);

/** Whether the user may retry. A training that may have been paid, and is not known to have failed, is never repeated by a tap. */
export function mayRetry(reason: FailureReason | undefined): boolean {
  return reason === undefined || failures[reason].retry !== 'never';
}

/** Whether an accepted training that failed so has surely left no result. */
export function leavesNothing(reason: FailureReason): boolean {
  return failures[reason].leaves === 'nothing';
}

/** Whether other photos would help: the user is then offered to change them. */
export function isAboutPhotos(reason: FailureReason | undefined): boolean {
  return reason !== undefined && failures[reason].retry === 'other_photos';
}

/** The photos behind a failure: those that the trainer named, or else those that our report calls weak. */
export interface FailurePhotos {
  readonly by: 'trainer' | 'report';
  readonly numbers: readonly number[];
}
