import { SubmissionUnconfirmed, TrainerBusy, TrainerRejected } from '../ports/trainer.ts';
import { readError } from './fal-answer.ts';
import { FalFailure } from './fal-fetch.ts';

/**
 * FAL's own word that no runner ever had the request, and so that nothing was trained or paid.
 * Source: fal.ai/docs, «Request Error Types». The other types (runner_disconnected, request_timeout, internal_error …)
 * can come after the work has begun.
 */
const neverRan = new Set([
  'runner_scheduling_failure',
  'runner_connection_refused',
  'runner_connection_timeout',
  'startup_timeout',
]);

/**
 * What came of a submission that failed. FAL knows no idempotency key, hence only what was surely not accepted may be
 * sent again:
 * - not sent (no connection, no name, a bad certificate), or 408 and 429: surely not accepted, TrainerBusy;
 * - any other 4xx: refused as it is, TrainerRejected;
 * - 5xx by which FAL says that no runner had it: TrainerBusy;
 * - any other 5xx (a proxy's 502 may follow an accepted request), a redirect, a connection that broke, silence, an
 *   answer that cannot be read: nobody knows, SubmissionUnconfirmed.
 */
export function submissionError(error: unknown): TrainerBusy | TrainerRejected | SubmissionUnconfirmed {
  if (!(error instanceof FalFailure)) return new SubmissionUnconfirmed("FAL's answer could not be read");
  const { message, errorType = '' } = readError(error);
  const { status = 0, sent } = error;
  if (!sent || status === 408 || status === 429) return new TrainerBusy(message);
  if (status >= 400 && status < 500) return new TrainerRejected(message);
  if (status >= 500 && neverRan.has(errorType)) return new TrainerBusy(message);
  return new SubmissionUnconfirmed(message);
}

/** What came of an upload that failed: nothing was submitted, whatever happened. */
export function uploadError(error: unknown): TrainerBusy | TrainerRejected {
  if (!(error instanceof FalFailure)) return new TrainerBusy('the archive could not be uploaded');
  const failure = submissionError(error);
  if (failure instanceof TrainerRejected) return failure;
  return new TrainerBusy(`the archive could not be uploaded: ${failure.message}`);
}
