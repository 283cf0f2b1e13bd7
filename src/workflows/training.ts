import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  log,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { TrainingRequest } from '../domain/life.ts';
import { failureReasons, type FailureReason } from '../domain/training.ts';
import { archive, cancelling, paid, polling, records, results } from './activity-options.ts';
import type { Heard } from './handlers.ts';
import type { AvatarOutcome } from './messages.ts';
import type { Run } from './run.ts';

/** Longest wait between two submissions to a busy trainer, as a multiple of the first. */
const LONGEST_BACKOFF = 10;
/** Submissions that a busy trainer may refuse before the person is told. */
const BUSY_ATTEMPTS = 20;

type Result = Omit<AvatarOutcome, 'status' | 'avatarId'>;

/** Thrown when a training comes to nothing, with the reason that the person is told. */
export class TrainingEnded extends Error {
  override readonly name = 'TrainingEnded';
  readonly reason: FailureReason;
  constructor(reason: FailureReason) {
    super(`the training came to nothing: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Trains: archive, submission, wait, result.
 * @throws {TrainingEnded} when it fails
 * @throws {CancelledFailure} when the run is cancelled and nothing was finished; the trainer has been told
 */
export async function train(run: Run, heard: Heard): Promise<Result> {
  const { life, input } = run;
  life.attempt += 1;
  life.progress = 0;
  delete life.failure;
  delete life.request;
  run.show();
  const { avatarId, choices } = input;
  const submission = { avatarId, attempt: life.attempt, choices };

  await or('storage_failed', archive.buildArchive.executeWithOptions({ summary: 'zip the photos' }, [submission]));
  const request = await submit(run, submission);
  life.request = request;
  run.show();
  await CancellationScope.nonCancellable(() =>
    records.saveRequest.executeWithOptions({ summary: 'write down the request' }, [{ ...submission, ...request }]),
  );

  try {
    await ended(run, heard, request);
    return await or('result_missing', takeResult(submission, request));
  } catch (error) {
    if (isCancellation(error)) {
      const finished = await CancellationScope.nonCancellable(() => stop(submission, request));
      if (finished) return finished;
    } else if (error instanceof TrainingEnded && error.reason === 'training_timeout') {
      const finished = await stop(submission, request);
      if (finished) return finished;
    }
    throw error;
  }
}

type Submission = { avatarId: string; attempt: number; choices: Run['input']['choices'] };

/** Submits once. Only what was surely not accepted is submitted again, after a wait. */
async function submit({ input }: Run, submission: Submission): Promise<TrainingRequest> {
  const { submitRetryMs } = input.policy.timing;
  for (let attempt = 1; ; attempt += 1) {
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled before the submission');
    try {
      // A submission under way is not cancelled: its outcome must be known.
      return await CancellationScope.nonCancellable(() =>
        paid.submitTraining.executeWithOptions({ summary: `submit, attempt ${submission.attempt}.${attempt}` }, [
          submission,
        ]),
      );
    } catch (error) {
      if (causeType(error) !== 'TrainerBusy') throw new TrainingEnded(reasonOf(error) ?? 'submission_unconfirmed');
      if (attempt === BUSY_ATTEMPTS) throw new TrainingEnded('trainer_unreachable');
    }
    await sleep(submitRetryMs * Math.min(2 ** (attempt - 1), LONGEST_BACKOFF), { summary: 'the trainer is busy' });
  }
}

/** Until the training has ended, by whichever tells first: the poll or the trainer itself. */
async function ended({ input }: Run, heard: Heard, request: TrainingRequest): Promise<void> {
  const { pollIntervalMs, progressEveryMs, trainingTimeoutMs } = input.policy.timing;
  const { awaitTraining } = polling(pollIntervalMs, trainingTimeoutMs);
  const watch = {
    ...request,
    trainingType: input.choices.trainingType,
    submittedAt: Date.now(),
    pollIntervalMs,
    progressEveryMs,
  };
  const scope = new CancellationScope();
  const polled = scope.run(() =>
    or('training_timeout', awaitTraining.executeWithOptions({ summary: 'ask the trainer' }, [watch])),
  );
  await Promise.race([polled, condition(() => heard.ended.has(request.requestId))]);
  if (!heard.ended.has(request.requestId)) return;
  scope.cancel();
  await polled.catch((error: unknown) => {
    if (!isCancellation(error)) log.info('the poll failed after the trainer had told the end', { error });
  });
}

function takeResult({ avatarId, attempt }: Submission, request: TrainingRequest): Promise<Result> {
  return results.takeResult
    .executeWithOptions({ summary: 'take the result' }, [{ avatarId, attempt, ...request }])
    .then(({ finetuneId, weightsKey }) => ({
      ...(finetuneId === undefined ? {} : { finetuneId }),
      ...(weightsKey === undefined ? {} : { weightsKey }),
    }));
}

/** Tells the trainer to stop. @returns the result, if it had finished before it heard of it: paid for, hence kept */
async function stop(submission: Submission, request: TrainingRequest): Promise<Result | null> {
  try {
    const answer = await cancelling.cancelTraining.executeWithOptions({ summary: 'tell the trainer to stop' }, [
      request,
    ]);
    return answer === 'already_ended' ? await takeResult(submission, request) : null;
  } catch (error) {
    log.warn('the training could not be stopped at the trainer', { requestId: request.requestId, error });
    return null;
  }
}

/** @throws {TrainingEnded} with the failure's own reason, or else with `reason`; a cancellation is thrown on */
async function or<T>(reason: FailureReason, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('a step of the training failed', { reason, error });
    throw new TrainingEnded(reasonOf(error) ?? reason);
  }
}

function causeType(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return 'Timeout';
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined;
}

function reasonOf(error: unknown): FailureReason | undefined {
  const type = causeType(error);
  return failureReasons.find((reason) => reason === type);
}
