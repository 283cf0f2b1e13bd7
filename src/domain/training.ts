/** Why an avatar is in `error`, in words the person is told (src/chat/locales). */
export const failureReasons = [
  'trainer_rejected',
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

/** Whether trying once more is safe and can help. An unconfirmed submission may have been paid: never repeated by a tap. */
export const retryHelps: Record<FailureReason, boolean> = {
  trainer_rejected: true,
  trainer_failed: true,
  trainer_unreachable: true,
  training_timeout: true,
  submission_unconfirmed: false,
  submission_given_up: true,
  result_missing: true,
  result_damaged: true,
  storage_failed: true,
};

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
