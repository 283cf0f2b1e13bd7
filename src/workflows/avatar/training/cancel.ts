import { CancellationScope, condition, log } from '@temporalio/workflow';
import type { TrainingRequest } from '../../../domain/avatar/life.ts';
import type { Watch } from '../../../activities/index.ts';
import type { TrainingWatch } from '../../../domain/training/watch.ts';
import { cancellingFor } from '../../shared/activity-options.ts';
import type { AvatarContext } from '../context.ts';
import { reasonOf } from './failures.ts';
import { unless } from '../../shared/unless.ts';
import { polling, raceWithSignal, watchOf } from './wait.ts';

/** Longest time between two polls of a training that was told to stop, ms: the user waits for it. */
const LOOK_EVERY_MS = 5_000;

/** How long the trainer is told to stop when all of a user's data are being deleted, ms: the deletion waits for it. */
const LEAVING_MS = 10_000;

interface Stop<R> {
  readonly context: AvatarContext;
  readonly request: TrainingRequest;
  /** Fetches the result of a training that completed after all. */
  readonly take: () => Promise<R>;
  /** Nobody asked to stop: the avatar goes on, and the trainer is told in the background if it does not answer in time. */
  readonly isTimeout: boolean;
}

/**
 * Tells the trainer to stop, and waits for the end; no cancel interrupts this.
 * @returns the result of a training that completed nevertheless: paid for, so it is kept, unless the avatar is being
 * deleted
 */
export function stop<R>({ context: run, request, take, isTimeout }: Stop<R>): Promise<R | null> {
  return CancellationScope.nonCancellable(async () => {
    const { life, input } = run;
    const { cancelGraceMs } = input.policy.timing;
    const { overdue: _overdue, silentSince: _silentSince, ...watch } = life.watch ?? {};
    life.watch = { ...watch, stopping: 'asked' };
    run.publish();
    const telling = tell(run, request);
    run.unfinished.add(telling);
    const answer = await (isTimeout ? inTime(telling, cancelGraceMs) : telling);
    const isDeleted = () => life.ending === 'deleted';
    if (isDeleted() || answer === null || answer === 'unknown') return null;
    if (answer === 'requested' && !(await unless(isDeleted, () => waitUntilStopped(run, request)))) return null;
    // A result that cannot be fetched now can be fetched when the avatar is reopened.
    const result = await unless(isDeleted, take, cancelGraceMs).catch((error: unknown) => {
      log.info('what was told to stop has left no result', { requestId: request.requestId, error });
      return null;
    });
    return isDeleted() ? null : result;
  });
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let done = false;
  void work.then(() => (done = true));
  return (await condition(() => done, ms, { summary: 'until it goes on without the trainer' })) ? work : null;
}

type Answer = 'requested' | 'already_ended' | 'unknown';

/** Tells the trainer for as long as it takes, within bounds; operators see when it takes long. @returns null when it could not be told */
async function tell(context: AvatarContext, request: TrainingRequest): Promise<Answer | null> {
  const { trainerSilenceMs, cancelTimeoutMs } = context.input.policy.timing;
  let answer: Answer | null | undefined;
  const { life } = context;
  const asked = () =>
    cancellingFor(cancelTimeoutMs).cancelTraining.executeWithOptions({ summary: 'tell the trainer to stop' }, [
      request,
    ]);
  const isWantedAgain = () =>
    life.status === 'training' && life.request?.requestId === request.requestId && !life.watch?.stopping;
  const untilLeft = () => unless(() => life.leaving === true, asked, undefined, LEAVING_MS);
  const answered = unless(isWantedAgain, untilLeft)
    .then((said) => (answer = said))
    .catch((error: unknown) => {
      log.error('the trainer could not be told to stop', { ...about(context, request), error });
      return (answer = null);
    });
  const summary = 'until the cancel should be confirmed';
  if (!(await condition(() => answer !== undefined, trainerSilenceMs, { summary }))) {
    log.warn('the trainer does not confirm the cancel', about(context, request));
    mark(context, request, 'unconfirmed');
  }
  const said = await answered;
  if (isWantedAgain()) return said;
  mark(context, request, said === null ? 'unconfirmed' : 'asked');
  return said;
}

/** Cancelling a running job is best effort: it may still complete. @returns false when it had not ended in time */
async function waitUntilStopped(context: AvatarContext, request: TrainingRequest): Promise<boolean> {
  const { pollIntervalMs, cancelGraceMs } = context.input.policy.timing;
  const every = Math.min(pollIntervalMs, LOOK_EVERY_MS);
  const { awaitTraining } = polling(every, cancelGraceMs);
  const watch: Watch = { ...watchOf(context, request, Date.now()), pollIntervalMs: every, goneAfterMs: 0, quiet: true };
  try {
    await raceWithSignal(context, request, (scope) =>
      scope.run(() => awaitTraining.executeWithOptions({ summary: 'has it stopped?' }, [watch])),
    );
    return true;
  } catch (error) {
    // A training that the trainer no longer knows, or found fault with, has stopped.
    if (reasonOf(error) !== undefined) return true;
    log.error('a training goes on that was told to stop', { ...about(context, request), error });
    mark(context, request, 'unconfirmed');
    return false;
  }
}

const about = ({ input }: AvatarContext, { requestId }: TrainingRequest) => ({ avatarId: input.avatarId, requestId });

/** No effect once another training has begun. */
function mark(
  context: AvatarContext,
  { requestId }: TrainingRequest,
  how: NonNullable<TrainingWatch['stopping']>,
): void {
  const { life } = context;
  if (life.request?.requestId !== requestId || life.watch?.stopping === how) return;
  life.watch = { ...life.watch, stopping: how };
  context.publish();
}
