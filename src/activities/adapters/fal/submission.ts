import { SubmissionUnconfirmed, TrainerBusy, TrainerRejected } from '../../ports/trainer.ts';
import { readError } from './answer.ts';
import { faultOf } from './failures.ts';
import { FalFailure } from './fetch.ts';

/**
 * The outcome of a failed submission. FAL has no idempotency key, so only what was definitely not accepted may be sent
 * again:
 * - not sent (no connection, no name, a bad certificate), or 408 and 429: definitely not accepted, TrainerBusy;
 * - any other 4xx: refused for good, TrainerRejected, with the reason of failures.ts;
 * - 5xx by which FAL says that no runner had it: TrainerBusy, `trainer_overloaded`;
 * - any other 5xx (a proxy's 502 may follow an accepted request), a redirect, a broken connection, no answer, an
 *   unreadable answer: unknown, SubmissionUnconfirmed.
 */
export function submissionError(error: unknown): TrainerBusy | TrainerRejected | SubmissionUnconfirmed {
  if (!(error instanceof FalFailure)) return new SubmissionUnconfirmed("FAL's answer could not be read");
  const told = readError(error);
  const { message, status = 0 } = told;
  const fault = faultOf(told);
  if (!error.sent) return new TrainerBusy(message, { reason: 'trainer_unreachable' });
  if (status === 408 || status === 429) return new TrainerBusy(message, fault);
  if (status >= 400 && status < 500) return new TrainerRejected(message, fault);
  if (status >= 500 && fault.reason === 'trainer_overloaded') return new TrainerBusy(message, fault);
  return new SubmissionUnconfirmed(message);
}

/** The outcome of a failed upload: nothing was submitted in any case. */
export function uploadError(error: unknown): TrainerBusy | TrainerRejected {
  if (!(error instanceof FalFailure)) return new TrainerBusy('the archive could not be uploaded');
  const failure = submissionError(error);
  if (failure instanceof TrainerRejected) return failure;
  const fault = failure instanceof TrainerBusy ? failure.fault : undefined;
  return new TrainerBusy(`the archive could not be uploaded: ${failure.message}`, fault);
}
