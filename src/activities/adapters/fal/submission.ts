import { SubmissionUnconfirmed, TrainerBusy, TrainerRejected } from '../../ports/trainer.ts';
import { readError } from './answer.ts';
import { faultOf } from './failures.ts';
import { FalFailure } from './fetch.ts';

/**
 * What came of a submission that failed. FAL knows no idempotency key, hence only what was definitely not accepted may be
 * sent again:
 * - not sent (no connection, no name, a bad certificate), or 408 and 429: definitely not accepted, TrainerBusy;
 * - any other 4xx: refused as it is, TrainerRejected, for the reason that failures.ts has for it;
 * - 5xx by which FAL says that no runner had it: TrainerBusy, `trainer_overloaded`;
 * - any other 5xx (a proxy's 502 may follow an accepted request), a redirect, a connection that broke, silence, an
 *   answer that cannot be read: nobody knows, SubmissionUnconfirmed.
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

/** What came of an upload that failed: nothing was submitted, whatever happened. */
export function uploadError(error: unknown): TrainerBusy | TrainerRejected {
  if (!(error instanceof FalFailure)) return new TrainerBusy('the archive could not be uploaded');
  const failure = submissionError(error);
  if (failure instanceof TrainerRejected) return failure;
  const fault = failure instanceof TrainerBusy ? failure.fault : undefined;
  return new TrainerBusy(`the archive could not be uploaded: ${failure.message}`, fault);
}
