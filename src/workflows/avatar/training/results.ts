import {
  ActivityCancellationType,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  log,
  proxyActivities,
  sleep,
} from '@temporalio/workflow';
import type { Activities, Submission } from '../../../activities/index.ts';
import { defined } from '../../../domain/defined.ts';
import { leavesNothing } from '../../../domain/training/failures.ts';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { AvatarOutcome } from '../contract.ts';
import type { AvatarContext } from '../context.ts';
import { withFailureReason, TrainingEnded } from './failures.ts';
import * as policies from '../../shared/activity-policies.ts';

/** The result was paid for: retried until it is there, or the activity itself gives up. */
const results = proxyActivities<Pick<Activities, 'takeResult'>>({
  ...policies.trainer,
  startToCloseTimeout: '15m',
  heartbeatTimeout: policies.WORKER_ALIVE,
  // What it has stored when it is cancelled must be known. Without this type the SDK does not wait, whatever its
  // documentation says.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A fetched result is saved, however long that takes. */
const takenResults = proxyActivities<Pick<Activities, 'saveResult' | 'dropResult'>>(policies.rows);

export type Result = Omit<AvatarOutcome, 'status' | 'avatarId'>;

/**
 * Fetches the result of an ended training: for as long as the trainer may have it, and without end where the fault is
 * ours. Submits nothing, so it may be done at any time, for any request of the avatar's.
 * @throws {TrainingEnded} there is none
 * @throws {CancelledFailure} the run or the scope is cancelled, or the avatar deleted: nothing is left stored then
 */
export async function takeResult(
  context: AvatarContext,
  submission: Submission,
  request: TrainingRequest,
): Promise<Result> {
  const { avatarId, attempt, trainer } = submission;
  const { resultPatienceMs: patienceMs } = context.input.policy.timing;
  const goneAfterMs = goneAfter(context);
  const { leaves, inference } = trainer;
  const taking = { avatarId, attempt, ...request, leaves, since: Date.now(), patienceMs, goneAfterMs };
  const taken = await noticed(context, request, () =>
    withFailureReason(
      'result_missing',
      results.takeResult.executeWithOptions({ summary: 'take the result' }, [taking]),
    ),
  ).catch((error: unknown) => {
    if (error instanceof TrainingEnded) noteUntaken(context, error);
    throw error;
  });
  await CancellationScope.nonCancellable(async () => {
    const record = { avatarId, attempt, ...taken, inference };
    const save = () => takenResults.saveResult.executeWithOptions({ summary: 'save the result' }, [record]);
    if ((await save()) || ((await context.rows.restore()) && (await save())) || context.life.ending !== 'deleted')
      return;
    await takenResults.dropResult.executeWithOptions({ summary: 'the avatar is gone' }, [{ avatarId }]);
    throw new CancelledFailure('the avatar is deleted');
  });
  delete context.life.untaken;
  const { finetuneId, weightsKey } = taken;
  return {
    ...defined({ finetuneId, weightsKey }),
  };
}

/** How long the trainer must report a request as not found before that is believed, ms. */
export function goneAfter({ life, input }: AvatarContext): number {
  return life.untaken?.notFound ? 0 : input.policy.timing.goneAfterMs;
}

/** Remembers from a failure what may still exist. */
export function noteUntaken({ life }: AvatarContext, { reason }: TrainingEnded): void {
  if (leavesNothing(reason)) delete life.untaken;
  // It was looked for long enough: not again.
  else if (reason === 'result_missing' && life.untaken) life.untaken = { ...life.untaken, notFound: true };
}

/** Tells the user and operators while it takes long. */
async function noticed<T>(context: AvatarContext, { requestId }: TrainingRequest, work: () => Promise<T>): Promise<T> {
  const { life, input } = context;
  const clock = new CancellationScope();
  const overdue = clock.run(async () => {
    await sleep(input.policy.timing.trainerSilenceMs, { summary: 'until the result should be there' });
    log.warn('the result of a training cannot be taken yet', { avatarId: input.avatarId, requestId });
    life.watch = { ...life.watch, taking: 'late' };
    context.publish('now');
  });
  void overdue.catch((error: unknown) => {
    if (!isCancellation(error)) log.error('it is not watched whether a result is late', { error });
  });
  try {
    return await work();
  } finally {
    clock.cancel();
    const { taking, ...watch } = life.watch ?? {};
    if (taking) {
      life.watch = watch;
      context.publish();
    }
  }
}
