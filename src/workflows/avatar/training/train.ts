import { CancellationScope, condition, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities, Submission } from '../../../activities/index.ts';
import { defined } from '../../../domain/defined.ts';
import { leavesNothing } from '../../../domain/training/failures.ts';
import { validNumbers, type TrainingRequest, type UntakenResult } from '../../../domain/avatar/life.ts';
import type { TrainingWatch } from '../../../domain/training/watch.ts';
import { trainingRecords } from '../../shared/activity-options.ts';
import { noteUntaken, takeResult, type Result } from './results.ts';
import type { AvatarContext } from '../context.ts';
import { stop } from './cancel.ts';
import { submissionOf } from './submission-of.ts';
import { submit } from './submit.ts';
import { withFailureReason, TrainingEnded } from './failures.ts';
import { waitForEnd } from './wait.ts';
import * as policies from '../../shared/activity-policies.ts';

const archive = proxyActivities<Pick<Activities, 'buildArchive'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  // It sends a heartbeat for each photo.
  heartbeatTimeout: '1m',
});

/** Costs nothing, and may take a while. */
const uploads = proxyActivities<Pick<Activities, 'uploadArchive'>>({
  ...policies.trainer,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: policies.WORKER_ALIVE,
});

/**
 * Fetches what an earlier paid training has left, or else trains: archive, submission, wait, result.
 * @throws {TrainingEnded} when it fails
 * @throws {CancelledFailure} when the run is cancelled and nothing was finished; the trainer has been told
 */
export async function train(context: AvatarContext): Promise<Result> {
  const { life } = context;
  const { adopted, untaken, takesOnly = false } = life;
  delete life.adopted;
  delete life.takesOnly;
  // An adopted request belongs to the attempt that was in doubt, not to a new one.
  if (adopted) return attempted(context, submissionOf(context), () => Promise.resolve(adopted));
  const left = untaken && (await leftBefore(context, untaken, takesOnly));
  if (left) return left;
  life.attempt += 1;
  const submission = submissionOf(context);
  return attempted(context, submission, () => submitted(context, submission), untaken && { anew: true });
}

/** @returns null: there is surely nothing, and a new training may be paid for */
async function leftBefore(context: AvatarContext, untaken: UntakenResult, takesOnly: boolean): Promise<Result | null> {
  const { attempt, requestId, endpoint } = untaken;
  const submission = { ...submissionOf(context), attempt };
  const request = { requestId, endpoint };
  try {
    return await attempted(context, submission, () => Promise.resolve(request), { taking: 'again' });
  } catch (error) {
    if (takesOnly || !(error instanceof TrainingEnded) || !isSettled(error.reason)) throw error;
    log.warn('an earlier training has left nothing: another one is begun', {
      attempt,
      requestId,
      reason: error.reason,
    });
    delete context.life.untaken;
    await closed(context, submission, 'failed', error.reason);
    return null;
  }
}

/** It was looked for, and nothing more can come of it. */
function isSettled(reason: TrainingEnded['reason']): boolean {
  return leavesNothing(reason) || reason === 'result_missing' || reason === 'result_damaged';
}

/** One attempt, from its request to its result; closes its row. */
async function attempted(
  context: AvatarContext,
  submission: Submission,
  requested: () => Promise<TrainingRequest>,
  watch?: TrainingWatch,
): Promise<Result> {
  begin(context, watch);
  try {
    const request = await requested();
    await known(context, submission, request);
    const result = await waited(context, submission, request);
    await closed(context, submission, 'completed');
    return result;
  } catch (error) {
    if (error instanceof TrainingEnded) noteUntaken(context, error);
    // A doubtful attempt stays open: what is known of it may still be needed.
    if (error instanceof TrainingEnded && error.reason === 'submission_unconfirmed') context.life.doubt = true;
    if (context.life.doubt) throw error;
    if (isCancellation(error)) await closed(context, submission, 'cancelled');
    else if (error instanceof TrainingEnded) await closed(context, submission, 'failed', error.reason);
    throw error;
  }
}

function begin(context: AvatarContext, watch?: TrainingWatch): void {
  const { life } = context;
  life.progress = 0;
  delete life.failure;
  delete life.request;
  if (watch) life.watch = watch;
  else delete life.watch;
  context.publish();
}

async function submitted(context: AvatarContext, submission: Submission): Promise<TrainingRequest> {
  // Photos that the user removed must be gone before the rest is archived.
  await condition(() => context.removals.size === 0);
  const zipped = context.rows.needed(async () => {
    await context.rows.photosWritten();
    const photos = validNumbers(context.life);
    return archive.buildArchive.executeWithOptions({ summary: 'zip the photos' }, [{ ...submission, photos }]);
  });
  await withFailureReason('storage_failed', zipped);
  const uploaded = context.rows.needed(() =>
    uploads.uploadArchive.executeWithOptions({ summary: 'upload the zip' }, [submission]),
  );
  await withFailureReason('trainer_unreachable', uploaded);
  return submit(context, submission);
}

/**
 * From here on the request is known, here and in the rows, whatever happens to the run.
 * @throws {TrainingEnded} submission_unconfirmed, when it belongs to another training: then not to this one, whoever
 * says so
 */
async function known(context: AvatarContext, submission: Submission, request: TrainingRequest): Promise<void> {
  const { life } = context;
  const { requestId } = request;
  const { attempt } = submission;
  const save = () =>
    trainingRecords.saveRequest.executeWithOptions({ summary: 'save the request' }, [{ ...submission, requestId }]);
  const written = CancellationScope.nonCancellable(() => context.rows.needed(save));
  await withFailureReason('submission_unconfirmed', written);
  life.request = request;
  life.untaken = { lastNumber: life.lastNumber, ...life.untaken, ...request, attempt };
  context.publish();
}

async function closed(
  { life }: AvatarContext,
  { avatarId, attempt }: Submission,
  outcome: 'completed' | 'failed' | 'cancelled',
  failure?: TrainingEnded['reason'],
) {
  await CancellationScope.nonCancellable(() =>
    trainingRecords.endTraining.executeWithOptions({ summary: `the training is ${outcome}` }, [
      {
        avatarId,
        attempt,
        outcome,
        ...defined({ failure, startedAt: life.watch?.runningSince }),
        ...(life.request && !life.untaken && outcome !== 'completed' ? { leftNothing: true } : {}),
      },
    ]),
  );
}

/** Waits for the result. On cancel or timeout the trainer is told to stop; a result that was finished before is kept. */
async function waited(context: AvatarContext, submission: Submission, request: TrainingRequest): Promise<Result> {
  const take = () => takeResult(context, submission, request);
  let hasEnded = false;
  try {
    await waitForEnd(context, request);
    hasEnded = true;
    return await take();
  } catch (error) {
    const trainsOn = !hasEnded && error instanceof TrainingEnded && !leavesNothing(error.reason);
    if (!isCancellation(error) && !trainsOn) throw error;
    const finished = await stop({ context: context, request, isTimeout: trainsOn, take });
    if (finished) return finished;
    throw error;
  }
}
