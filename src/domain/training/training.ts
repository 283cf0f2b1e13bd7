/**
 * Why an avatar is in `error`: what FAL's many errors come down to (adapters/fal/failures.ts), and what can fail here. What is
 * done about each is in failures.ts, what the person is told in src/chat/locales.
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

/** Most that a training still running may show, %: the rest is earned by a verified result. */
export const PROGRESS_CEILING = 95;

/**
 * Progress by elapsed time, for trainers that say nothing: approaches the ceiling, and never goes past it.
 * @param elapsedMs since training began @param usualMs the trainer's usual time, shortest and longest
 */
export function estimateProgress(elapsedMs: number, usualMs: readonly [number, number]): number {
  const typical = (usualMs[0] + usualMs[1]) / 2;
  return Math.min(PROGRESS_CEILING, Math.floor((1 - Math.exp((-2 * elapsedMs) / typical)) * 100));
}
