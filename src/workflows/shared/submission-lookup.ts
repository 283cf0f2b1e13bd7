import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities, Adoption, Submission } from '../../activities/index.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import * as policies from './activity-policies.ts';

/** Asks FAL; what it cannot tell now is asked again. */
const requestLookup = proxyActivities<Pick<Activities, 'findSubmission' | 'adoptRequest'>>({
  ...policies.trainer,
  scheduleToCloseTimeout: '2m',
  retry: { ...policies.trainer.retry, maximumAttempts: 4 },
});

/** How often FAL is asked about a submission in doubt, spread evenly over the time. */
export const INQUIRIES = 10;

/** Between two look-ups of a submission in doubt, ms. */
export function inquiryEveryMs(doubtMs: number): number {
  return Math.max(1, Math.floor(doubtMs / INQUIRIES));
}

/** The request of a submission in doubt, named by somebody or listed by FAL; null: unknown so far. */
export async function identified(submission: Submission, named: string | undefined): Promise<TrainingRequest | null> {
  const { endpoint } = submission.trainer;
  if (named !== undefined && (await adoption(submission, named)) === 'adopted') return { requestId: named, endpoint };
  try {
    return await requestLookup.findSubmission.executeWithOptions({ summary: 'was it accepted?' }, [submission]);
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('FAL could not be asked for a submission in doubt', { error });
    return null;
  }
}

/** Whether a request belongs to the submission; if so, it is saved. null: FAL could not be asked. */
export async function adoption(submission: Submission, requestId: string): Promise<Adoption | null> {
  try {
    const summary = 'is it this submission?';
    const verdict = await requestLookup.adoptRequest.executeWithOptions({ summary }, [{ ...submission, requestId }]);
    if (verdict !== 'adopted') log.warn('a request is not what it is named as', { requestId, verdict });
    return verdict;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('FAL could not be asked for a request', { error });
    return null;
  }
}

/** Why a named request is not adopted, for operators. */
export const notAdopted: Readonly<Record<Exclude<Adoption, 'adopted'> | 'not_known_now', string>> = {
  unknown_request: 'FAL knows no such request under our key',
  of_another_archive: 'it was made of other photos: it is another submission',
  held_by_another: 'it is another training’s',
  not_known_now: 'FAL could not be asked: send it again later',
};
