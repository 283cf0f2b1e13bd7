import { CancellationScope, CancelledFailure, condition, log, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities, Submission } from '../../../activities/index.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import { trainingRecords, records } from '../../shared/activity-options.ts';
import type { AvatarContext } from '../context.ts';
import { identified, INQUIRIES, inquiryEveryMs } from '../../shared/submission-lookup.ts';
import { causeType } from '../../shared/cause.ts';
import { endedBy, reasonOf, TrainingEnded } from './failures.ts';
import * as policies from '../../shared/activity-policies.ts';

const submitOnce = proxyActivities<Pick<Activities, 'submitTraining'>>(policies.paid);

/** Longest wait between two submissions to a busy trainer, as a multiple of the first. */
const LONGEST_BACKOFF = 10;
/** Submissions that a busy trainer may refuse before the training fails. */
const BUSY_ATTEMPTS = 20;

/**
 * Submits once. Retries, after a wait, only when FAL definitely rejected the request.
 * @throws {TrainingEnded} submission_unconfirmed, when its outcome stays unknown
 */
export async function submit(context: AvatarContext, submission: Submission): Promise<TrainingRequest> {
  for (let tryNumber = 1; ; tryNumber += 1) {
    stopIfCancelled();
    const outcome = await settled(context, { ...submission, tryNumber });
    if ('requestId' in outcome) return outcome;
    if (tryNumber === BUSY_ATTEMPTS) throw outcome.busy;
    await backOff(context, tryNumber);
  }
}

/**
 * One try and its outcome. While that is unknown a cancel waits: a training that runs at FAL must be stopped there.
 * @returns the request; or why the trainer refused for now
 */
async function settled(
  context: AvatarContext,
  numbered: Submission & { tryNumber: number },
): Promise<TrainingRequest | { readonly busy: TrainingEnded }> {
  const summary = `submit, attempt ${numbered.attempt}.${numbered.tryNumber}`;
  context.signals.submitting = true;
  try {
    return await uninterrupted(() =>
      // A step that finds no rows has sent nothing.
      context.rows.needed(() => submitOnce.submitTraining.executeWithOptions({ summary }, [numbered])),
    );
  } catch (error) {
    if (causeType(error) !== 'TrainerBusy') {
      if (isRefused(error)) throw endedBy(error, 'trainer_rejected');
      const fate = await uninterrupted(() =>
        trainingRecords.settleSubmission.executeWithOptions({ summary: 'find the outcome' }, [numbered]),
      );
      if (fate.fate === 'accepted') return fate.request;
      if (fate.fate === 'in_doubt') return await reconcile(context, numbered);
    }
    return { busy: endedBy(error, 'trainer_unreachable') };
  } finally {
    context.signals.submitting = false;
    if (context.life.ending === 'user' && !context.life.doubt) await endAfterAll();
  }
}

/** Surely not accepted, for whatever reason: nothing to settle. */
function isRefused(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason !== undefined && reason !== 'submission_unconfirmed';
}

/** Waits until the request is known, by FAL's webhook or FAL's list of requests. @throws {TrainingEnded} submission_unconfirmed */
async function reconcile(context: AvatarContext, submission: Submission): Promise<TrainingRequest> {
  const { life, input } = context;
  const every = inquiryEveryMs(input.policy.timing.submissionDoubtMs);
  const told = () => context.signals.claimedRequestIds.get(submission.attempt);
  const scope = CancellationScope.current();
  const isLeaving = () => scope.consideredCancelled || life.ending === 'deleted';
  log.warn('a submission is in doubt', { attempt: submission.attempt });
  life.doubt = true;
  return uninterrupted(async () => {
    for (let inquiry = 0; inquiry < INQUIRIES; inquiry += 1) {
      const named = told();
      const found = await identified(submission, named);
      if (found) {
        delete life.doubt;
        return found;
      }
      const woken = () => told() !== named || isLeaving();
      await condition(woken, every, { summary: 'until FAL reports it' });
      if (isLeaving()) throw new CancelledFailure('cancelled while a submission is in doubt');
    }
    throw new TrainingEnded('submission_unconfirmed');
  });
}

/** A cancelled avatar ends once its submission is no longer in doubt. */
export async function endAfterAll(): Promise<void> {
  // The requested cancel must not interrupt this request: a training at FAL is still to be stopped.
  await uninterrupted(() =>
    records.cancelThisRun.executeWithOptions({ summary: 'cancelled, and no longer in doubt' }, []),
  );
}

/** A running submission is not cancelled: its outcome must be known. */
function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  return CancellationScope.nonCancellable(work);
}

function stopIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled before the submission');
}

async function backOff({ input }: AvatarContext, attempt: number): Promise<void> {
  const wait = input.policy.timing.submitRetryMs * Math.min(2 ** (attempt - 1), LONGEST_BACKOFF);
  await sleep(wait, { summary: 'the trainer is busy' });
}
