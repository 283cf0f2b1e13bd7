import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { TrainingRequest } from '../domain/life.ts';
import { archive, doubts, results, uploads } from './activity-options.ts';
import type { Heard } from './handlers.ts';
import type { AvatarOutcome } from './messages.ts';
import type { Run } from './run.ts';
import { stop } from './stopping.ts';
import { submissionOf, submit, type Submission } from './submission.ts';
import { or, TrainingEnded } from './training-failures.ts';
import { ended } from './waiting.ts';

type Result = Omit<AvatarOutcome, 'status' | 'avatarId'>;

/**
 * Trains: archive, submission, wait, result.
 * @throws {TrainingEnded} when it fails
 * @throws {CancelledFailure} when the run is cancelled and nothing was finished; the trainer has been told
 */
export async function train(run: Run, heard: Heard): Promise<Result> {
  const { life } = run;
  const adopted = life.adopted;
  delete life.adopted;
  // What is adopted is the attempt that was in doubt, and no new one.
  if (!adopted) life.attempt += 1;
  begin(run);
  const submission = submissionOf(run);
  try {
    const request = adopted ?? (await submitted(run, heard, submission));
    await known(run, submission, request);
    const result = await waited(run, heard, submission, request);
    await closed(run, submission, 'completed');
    return result;
  } catch (error) {
    // In doubt, it is not closed: what is known of it may still be needed.
    if (error instanceof TrainingEnded && error.reason === 'submission_unconfirmed') life.doubt = true;
    if (life.doubt) throw error;
    if (isCancellation(error)) await closed(run, submission, 'cancelled');
    else if (error instanceof TrainingEnded) await closed(run, submission, 'failed', error.reason);
    throw error;
  }
}

function begin(run: Run): void {
  const { life } = run;
  life.progress = 0;
  delete life.failure;
  delete life.request;
  delete life.watch;
  run.show();
}

async function submitted(run: Run, heard: Heard, submission: Submission): Promise<TrainingRequest> {
  await or('storage_failed', archive.buildArchive.executeWithOptions({ summary: 'zip the photos' }, [submission]));
  await or(
    'trainer_unreachable',
    uploads.uploadArchive.executeWithOptions({ summary: 'upload the zip' }, [submission]),
  );
  return submit(run, heard, submission);
}

/** The request is known from here on, here and in the rows, whatever happens to the run. */
async function known(run: Run, { avatarId, attempt }: Submission, request: TrainingRequest): Promise<void> {
  run.life.request = request;
  run.show();
  const { requestId } = request;
  const written = CancellationScope.nonCancellable(() =>
    doubts.saveRequest.executeWithOptions({ summary: 'write down the request' }, [{ avatarId, attempt, requestId }]),
  );
  // Another training's request is not this one's, whoever says so.
  await or('submission_unconfirmed', written);
}

async function closed(
  { life }: Run,
  { avatarId, attempt }: Submission,
  outcome: 'completed' | 'failed' | 'cancelled',
  failure?: TrainingEnded['reason'],
) {
  await CancellationScope.nonCancellable(() =>
    doubts.endTraining.executeWithOptions({ summary: `the training is ${outcome}` }, [
      {
        avatarId,
        attempt,
        outcome,
        ...(failure === undefined ? {} : { failure }),
        ...(life.watch?.runningSince === undefined ? {} : { startedAt: life.watch.runningSince }),
      },
    ]),
  );
}

/** Until the result is there; when the run is cancelled or time is up, the trainer is told, and what was finished before is kept. */
async function waited(run: Run, heard: Heard, submission: Submission, request: TrainingRequest): Promise<Result> {
  try {
    await ended(run, heard, request);
    return await or('result_missing', takeResult(submission, request));
  } catch (error) {
    const isTimeout = error instanceof TrainingEnded && error.reason === 'training_timeout';
    if (!isTimeout && !isCancellation(error)) throw error;
    const finished = await stop({ run, heard, request, isTimeout, take: () => takeResult(submission, request) });
    if (finished) return finished;
    throw error;
  }
}

function takeResult({ avatarId, attempt, trainer }: Submission, request: TrainingRequest): Promise<Result> {
  const { leaves, inference } = trainer;
  return results.takeResult
    .executeWithOptions({ summary: 'take the result' }, [{ avatarId, attempt, ...request, leaves, inference }])
    .then(({ finetuneId, weightsKey }) => ({
      ...(finetuneId === undefined ? {} : { finetuneId }),
      ...(weightsKey === undefined ? {} : { weightsKey }),
    }));
}
