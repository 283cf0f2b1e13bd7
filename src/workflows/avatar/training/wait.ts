import { CancellationScope, condition, isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { AvatarWorkflowState, TrainingRequest } from '../../../domain/avatar/life.ts';
import type { Activities, Watch } from '../../../activities/index.ts';
import type { TrainingPhase } from '../../../domain/training/watch.ts';
import { goneAfter } from './results.ts';
import type { AvatarContext } from '../context.ts';
import { withFailureReason } from './failures.ts';
import * as policies from '../../shared/activity-policies.ts';

/** Polls are retries of one activity, so that their number leaves no trace in history. */
export function polling(pollIntervalMs: number, timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'awaitTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
    heartbeatTimeout: policies.WORKER_ALIVE,
    retry: { initialInterval: pollIntervalMs, backoffCoefficient: 1 },
  });
}

/** Waits for the end, by the poll or the webhook. @throws {TrainingEnded} training_timeout, at the bound that nobody can move */
export async function waitForEnd(context: AvatarContext, request: TrainingRequest): Promise<void> {
  const { pollIntervalMs, trainingTimeoutMs } = context.input.policy.timing;
  const submittedAt = Date.now();
  const { awaitTraining } = polling(pollIntervalMs, trainingTimeoutMs);
  const watch = watchOf(context, request, submittedAt);
  const work = (scope: CancellationScope) => {
    const polled = scope.run(() =>
      withFailureReason('training_timeout', awaitTraining.executeWithOptions({ summary: 'ask the trainer' }, [watch])),
    );
    keepDeadlines(context, scope, submittedAt);
    return polled;
  };
  await raceWithSignal(context, request, work);
}

/** The input of the polls of a training submitted at this time. */
export function watchOf(context: AvatarContext, request: TrainingRequest, submittedAt: number): Watch {
  const { pollIntervalMs, progressEveryMs, trainerSilenceMs: silentAfterMs } = context.input.policy.timing;
  const { usualMs } = context.state();
  return {
    ...request,
    avatarId: context.input.avatarId,
    submittedAt,
    pollIntervalMs,
    progressEveryMs,
    usualMs,
    silentAfterMs,
    goneAfterMs: goneAfter(context),
  };
}

/** Waits for the poll or the trainer's webhook, which cancels the poll. @param poll starts what is to be cancelled in the scope */
export async function raceWithSignal(
  { signals }: AvatarContext,
  { requestId }: TrainingRequest,
  poll: (scope: CancellationScope) => Promise<void>,
): Promise<void> {
  const scope = new CancellationScope();
  const polled = poll(scope);
  const told = () => signals.endedRequestIds.has(requestId);
  try {
    await Promise.race([polled, condition(told)]);
  } finally {
    // An ended poll is not affected; what watches beside it is cancelled.
    scope.cancel();
  }
  if (!told()) return;
  await polled.catch((error: unknown) => {
    if (!isCancellation(error)) log.info('the poll failed after the trainer had told the end', { error });
  });
}

function keepDeadlines(context: AvatarContext, scope: CancellationScope, submittedAt: number): void {
  void scope
    .run(() => watchDeadlines(context, submittedAt))
    .catch((error: unknown) => {
      if (!isCancellation(error)) log.error('the deadlines are not watched', { error });
    });
}

const phaseOf = ({ watch }: AvatarWorkflowState): TrainingPhase => watch?.phase ?? 'queued';
const isSilent = ({ watch }: AvatarWorkflowState): boolean => watch?.silentSince !== undefined;

/** Asks the user whether to wait on when the queue, or the training, takes longer than its limit; and again after another one. */
async function watchDeadlines(context: AvatarContext, submittedAt: number): Promise<never> {
  const { life, input } = context;
  const { queueLimitMs, runLimitMs } = input.policy.timing;
  let phase = phaseOf(life);
  let since = submittedAt;
  for (;;) {
    // While the trainer is silent nobody knows the training's state: ask no blind question.
    await condition(() => !isSilent(life));
    if (phaseOf(life) !== phase) {
      phase = phaseOf(life);
      since = phase === 'running' ? (life.watch?.runningSince ?? Date.now()) : Date.now();
    }
    const until = since + (phase === 'queued' ? queueLimitMs : runLimitMs);
    const changed = () => phaseOf(life) !== phase || isSilent(life);
    const summary = phase === 'queued' ? 'longest time in the queue' : 'longest time in training';
    if (await condition(changed, Math.max(1, until - Date.now()), { summary })) continue;
    life.watch = { ...life.watch, overdue: phase };
    const { avatarId } = input;
    log.warn('a training is overdue', { avatarId, requestId: life.request?.requestId, phase });
    context.publish('now');
    context.notify('overdue');
    await condition(() => life.watch?.overdue === undefined);
    context.decided('moved_on', 'nobody');
    since = Date.now();
  }
}
