import { failureReasons, type FailureReason } from './training.ts';

/** What is known of a failure whatever the avatar. Its sentences are in src/chat/locales, `failure`; docs/operations.md has the table for people. */
export interface Failure {
  /**
   * Whether another try can help. `yes`: as things are. `other_photos`: with other photos, hardly with the same.
   * `after_operator`: once an operator has acted; before that it fails again. `never`: it might be paid twice, an operator
   * decides.
   */
  readonly retry: 'yes' | 'other_photos' | 'after_operator' | 'never';
  /** What FAL may have charged. Source: fal.ai/docs, «Reliability»: 5xx are not billed; a refused input (422) may be. */
  readonly charged: 'nothing' | 'maybe' | 'yes';
  /** What may lie at the trainer's nevertheless, once it has accepted the training. `nothing`: it has said itself that the run failed. */
  readonly leaves: 'nothing' | 'maybe';
  /** Who has to do something about it, beyond trying once more. `operator` is told by the log, at level error. */
  readonly acts: 'nobody' | 'person' | 'operator';
}

export const failures: Readonly<Record<FailureReason, Failure>> = {
  photos_rejected: { retry: 'other_photos', charged: 'maybe', leaves: 'nothing', acts: 'person' },
  content_policy: { retry: 'other_photos', charged: 'maybe', leaves: 'nothing', acts: 'person' },
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

/** What surely cost nothing. */
export const freeFailures: readonly FailureReason[] = failureReasons.filter(
  (reason) => failures[reason].charged === 'nothing',
);

/** Whether a person may try once more. What may have been paid and is not known to have failed is never repeated by a tap. */
export function mayRetry(reason: FailureReason | undefined): boolean {
  return reason === undefined || failures[reason].retry !== 'never';
}

/** Whether a training that was accepted and ended so has surely left nothing that could be taken. */
export function leavesNothing(reason: FailureReason): boolean {
  return failures[reason].leaves === 'nothing';
}

/** Whether other photos would help, so that the person is offered to change them. */
export function isAboutPhotos(reason: FailureReason | undefined): boolean {
  return reason !== undefined && failures[reason].retry === 'other_photos';
}

/** Photos that a failure is about: those that the trainer named, or else those that our own report calls weak. */
export interface FailurePhotos {
  readonly by: 'trainer' | 'report';
  readonly numbers: readonly number[];
}
