import { ActivityFailure, ApplicationFailure, isCancellation, log } from '@temporalio/workflow';
import { causeType } from '../../shared/cause.ts';
import { failureReasons, type FailureReason } from '../../../domain/training/training.ts';

/** Thrown when a training comes to nothing, with the reason that the person is told. */
export class TrainingEnded extends Error {
  override readonly name = 'TrainingEnded';
  readonly reason: FailureReason;
  /** Numbers of the photos that the trainer named. */
  readonly photos: readonly number[];
  /** What was said of it, for operators. */
  readonly words: string | undefined;
  constructor(reason: FailureReason, said: { photos?: readonly number[]; words?: string | undefined } = {}) {
    super(`the training came to nothing: ${reason}`);
    this.reason = reason;
    this.photos = said.photos ?? [];
    this.words = said.words;
  }
}

/** What an activity's failure makes of the training; `otherwise` where it has no reason of its own. */
export function endedBy(error: unknown, otherwise: FailureReason): TrainingEnded {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) return new TrainingEnded(otherwise);
  const [fault] = (cause.details ?? []) as [{ reason?: unknown; photos?: unknown }?];
  const photos = Array.isArray(fault?.photos) ? fault.photos.filter((one) => typeof one === 'number') : [];
  // A busy trainer's failure is called so; why it was busy is in its detail.
  const reason = reasonOf(error) ?? failureReasons.find((known) => known === fault?.reason) ?? otherwise;
  return new TrainingEnded(reason, { photos, words: cause.message });
}

/** @throws {TrainingEnded} with the failure's own reason, or else with `reason`; a cancellation is thrown on */
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
