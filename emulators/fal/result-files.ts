import { expirySeconds } from './lifecycle.ts';
import { progressOf } from './progress.ts';
import type { SubmittedRequest } from './state.ts';

/** Whether the files of a request are there at a moment (ms since the epoch): it ended well, and their time is not over. */
export function isAvailable(submission: SubmittedRequest, now: number): boolean {
  if (submission.payloads_deleted_at !== undefined) return false;
  const progress = progressOf(submission, now);
  if (progress.phase !== 'COMPLETED' || progress.failure) return false;
  const seconds = expirySeconds(submission.lifecycle);
  return seconds === undefined || now < progress.endedAt + seconds * 1000;
}
