import { ActivityFailure, ApplicationFailure, isCancellation, log } from '@temporalio/workflow';
import { causeType } from '../../shared/cause.ts';
import { failureReasons, type FailureReason } from '../../../domain/training/training.ts';

/** Thrown when a training fails, with the reason for the user. */
export class TrainingEnded extends Error {
  override readonly name = 'TrainingEnded';
  readonly reason: FailureReason;
  /** Numbers of the photos that the trainer named. */
  readonly photos: readonly number[];
  /** The trainer's words, for operators. */
  readonly words: string | undefined;
  constructor(reason: FailureReason, said: { photos?: readonly number[]; words?: string | undefined } = {}) {
    super(`the training came to nothing: ${reason}`);
    this.reason = reason;
    this.photos = said.photos ?? [];
    this.words = said.words;
  }
}

/** The training's failure after an activity's; `otherwise` where the activity's has no reason. */
export function endedBy(error: unknown, otherwise: FailureReason): TrainingEnded {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return new TrainingEnded(otherwise);
  const [fault] = (cause.details ?? []) as [{ reason?: unknown; photos?: unknown }?];
  const photos = Array.isArray(fault?.photos) ? fault.photos.filter((one) => typeof one === 'number') : [];
  // The type is «busy»: the reason is in its detail.
  const reason = reasonOf(error) ?? failureReasons.find((known) => known === fault?.reason) ?? otherwise;
  return new TrainingEnded(reason, { photos, words: cause.message });
}

/** @throws {TrainingEnded} with the failure's own reason, else `reason`; a cancellation is rethrown */
export async function withFailureReason<T>(reason: FailureReason, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('a step of the training failed', { reason, error });
    throw endedBy(error, reason);
  }
}

export function reasonOf(error: unknown): FailureReason | undefined {
  const type = causeType(error);
  return failureReasons.find((reason) => reason === type);
}
