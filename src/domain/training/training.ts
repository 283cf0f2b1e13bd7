/**
 * Why an avatar is in `error`: FAL's many errors grouped (adapters/fal/failures.ts), and our own failures. failures.ts
 * says what is done about each, src/chat/locales what the user is told.
 */
export const failureReasons = [
  'photos_rejected',
  'content_policy',
  'archive_rejected',
  'trainer_account',
  'trainer_rejected',
  'trainer_overloaded',
  'trainer_failed',
  'trainer_unreachable',
  'training_timeout',
  'submission_unconfirmed',
  'submission_given_up',
  'result_missing',
  'result_damaged',
  'storage_failed',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Highest progress of a running training, %: only a verified result gives the rest. */
export const PROGRESS_CEILING = 95;

/**
 * Progress by elapsed time, for trainers that report none: it approaches the ceiling and never passes it.
 * @param elapsedMs since training began
 * @param usualMs the trainer's usual time, shortest and longest
 */
export function estimateProgress(elapsedMs: number, usualMs: readonly [number, number]): number {
  const typical = (usualMs[0] + usualMs[1]) / 2;
  return Math.min(PROGRESS_CEILING, Math.floor((1 - Math.exp((-2 * elapsedMs) / typical)) * 100));
}
