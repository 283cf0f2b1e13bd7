import { ActivityFailure, ApplicationFailure, isCancellation, log, TimeoutFailure } from '@temporalio/workflow';
import { failureReasons, type FailureReason } from '../domain/training.ts';

/** Thrown when a training comes to nothing, with the reason that the person is told. */
export class TrainingEnded extends Error {
  override readonly name = 'TrainingEnded';
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(`the training came to nothing: ${reason}`);
    this.reason = reason;
  }
}

/** @throws {TrainingEnded} with the failure's own reason, or else with `reason`; a cancellation is thrown on */
export async function or<T>(reason: FailureReason, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('a step of the training failed', { reason, error });
    throw new TrainingEnded(reasonOf(error) ?? reason);
  }
}

/** The type of the failure that an activity ended with. */
export function causeType(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'Timeout';
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}

export function reasonOf(error: unknown): FailureReason | undefined {
  const type = causeType(error);
  return failureReasons.find((reason) => reason === type);
}
