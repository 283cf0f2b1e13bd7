import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { RefusalReason } from '../../domain/avatar/state.ts';
import type { FailureReason } from '../../domain/training/training.ts';
import { SlowDown } from '../ports/messenger.ts';
import { RowsLost } from '../ports/records.ts';
import { TrainerFault, type Fault, type TrainerBusy } from '../ports/trainer.ts';

/** Ends a training: the type is the failure reason, the detail a Fault. Not retried. @param reason where the cause has none of its own */
export function final(reason: FailureReason, cause: unknown): ApplicationFailure {
  const fault: Fault = cause instanceof TrainerFault ? cause.fault : { reason };
  return ApplicationFailure.create({
    type: fault.reason,
    message: messageOf(cause),
    nonRetryable: true,
    details: [fault],
  });
}

/** The trainer refuses for now and nothing was accepted: the workflow decides when to retry. Its detail is a Fault. */
export function trainerBusy(cause: TrainerBusy): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'TrainerBusy',
    message: messageOf(cause),
    nonRetryable: true,
    details: [cause.fault],
  });
}

/** A picture was refused for good, or its submission is unconfirmed. Not retried by Temporal. */
export function previewFailed(type: 'PreviewRefused' | 'SubmissionUnconfirmed', cause: unknown): ApplicationFailure {
  return ApplicationFailure.create({ type, message: messageOf(cause), nonRetryable: true });
}

/** Still training: no fault, the retry in `nextRetryMs` asks again. Benign, so that it is neither logged nor counted as a failure. */
export function stillTraining(message: string, nextRetryMs: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'StillTraining',
    message,
    nextRetryDelay: nextRetryMs,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** An avatar may not be started, and its user is told why: no fault, not retried. `until`: when it may be, ms since the epoch. */
export function notOpened(reason: RefusalReason, message: string, until?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type: reason,
    message,
    nonRetryable: true,
    details: [{ until }],
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** The avatar's rows are missing: its run decides. Not retried by Temporal. */
export function rowsLost(cause: RowsLost): ApplicationFailure {
  return ApplicationFailure.nonRetryable(cause.message, cause.name);
}

/** @throws {ApplicationFailure} RowsLost */
export async function orRowsLost<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RowsLost ? rowsLost(error) : error;
  }
}

/** Sends a message. When Telegram asks to wait, Temporal retries after that time. @throws {ApplicationFailure} SlowDown */
export async function orSlowDown<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof SlowDown)) throw error;
    throw ApplicationFailure.create({
      type: error.name,
      message: error.message,
      nextRetryDelay: error.retryAfterMs,
      category: ApplicationFailureCategory.BENIGN,
    });
  }
}

/** Another writer draws the card, longer than usual: retried. */
export function cardHeld(avatarId: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'CardHeld',
    message: `the card of avatar ${avatarId} is being drawn`,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** A stored object is larger than anything we store there: somebody else put it there, and an operator must look. */
export function tooManyBytes(key: string, mostBytes: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${key} has more than ${mostBytes} bytes`, 'TooManyBytes');
}

/** Only the first line: adapters' errors contain no address and no secret, and history stays. */
function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 500) ?? '';
}
