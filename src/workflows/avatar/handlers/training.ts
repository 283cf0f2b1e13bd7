import { CancellationScope, log, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities, TrainingClaim } from '../../../activities/index.ts';
import { seekResult, extendWait } from '../../../domain/avatar/commands.ts';
import { progressed, touch } from '../../../domain/avatar/life.ts';
import { refusal, type AvatarView } from '../../../domain/avatar/state.ts';
import type { TrainingReport } from '../../../domain/training/watch.ts';
import * as policies from '../../shared/activity-policies.ts';
import { refused, type Refusal } from '../../shared/refused.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { areRowsLost } from '../lost-rows.ts';
import { verdictsIn } from '../check-photos.ts';
import { authorize, decider, setCommand, setUpdate } from './command.ts';

const claims = proxyActivities<Pick<Activities, 'claimTraining' | 'releaseTraining'>>(policies.rows);

export function registerTrainingHandlers(context: AvatarContext): void {
  setHandler(messages.reportTrainingEnd, (word) => noteEnd(context, word), {
    description: 'The trainer says that a training has ended. The result is fetched and checked in any case.',
  });

  setHandler(messages.reportProgress, (report) => noteProgress(context, report), {
    description: 'Progress of the training, from the polling activity.',
  });

  setUpdate(context, messages.startTraining, (command) => startTraining(context, { ...command, action: 'start' }), {
    validator: (command) => {
      if (!waitsForVerdicts(context, command)) authorize(context, { ...command, action: 'start' });
    },
    description: 'Starts the paid training.',
  });

  setCommand(context, messages.extendWait, {
    action: 'extend_wait',
    description: 'Waits once more as long for an overdue training.',
    handle: ({ tapped }) => keepWaiting(context, tapped),
  });

  setCommand(context, messages.retryTraining, {
    action: 'retry',
    description: 'Trains again with the same photos.',
    handle: (command) =>
      whenClaimed(context, { ...command, action: 'retry' }, () => {
        touch(context.life, Date.now());
        context.decided('retried', decider(), command.tapped);
        context.transition('retried_training');
        return context.state();
      }),
  });

  setCommand(context, messages.takeResult, {
    action: 'take_result',
    description: 'Fetches what a paid training may have left. Submits nothing, whatever is found.',
    handle: ({ tapped }) => takeResult(context, tapped),
  });
}

/** All that is missing are verdicts, which a check is about to bring. */
function waitsForVerdicts({ life, input, checks }: AvatarContext, command: messages.Command): boolean {
  return checks !== undefined && refusal(life, input, { ...command, action: 'start' }) === 'photos_being_checked';
}

async function startTraining(
  context: AvatarContext,
  command: messages.Command & { readonly action: 'start' },
): Promise<AvatarView> {
  if (waitsForVerdicts(context, command)) {
    await verdictsIn(context);
    authorize(context, command);
  }
  return whenClaimed(context, command, () => {
    context.transition('start_confirmed');
    return context.state();
  });
}

function noteEnd({ signals }: AvatarContext, { requestId, attempt }: messages.TrainerWord): void {
  signals.endedRequestIds.add(requestId);
  if (attempt !== undefined) signals.claimedRequestIds.set(attempt, requestId);
}

function noteProgress(context: AvatarContext, report: TrainingReport): void {
  const { life, input } = context;
  if (life.status !== 'training' || life.request?.requestId !== report.requestId || life.watch?.stopping) return;
  const { avatarId } = input;
  if (report.refused) log.error('the trainer refuses our key or account: an operator is needed', { avatarId });
  else if (report.silentSince !== undefined) log.warn('the trainer does not answer', { avatarId, ...life.request });
  const before = life.watch?.phase;
  progressed(life, report);
  context.publish(life.watch?.phase === before ? undefined : 'now');
}

function keepWaiting(context: AvatarContext, tapped: number | undefined): AvatarView {
  if (extendWait(context.life)) {
    context.decided('waited_on', decider(), tapped);
    context.publish('now');
  }
  return context.state();
}

function takeResult(context: AvatarContext, tapped: number | undefined): AvatarView {
  const { life } = context;
  touch(life, Date.now());
  context.decided('result_sought', decider(), tapped);
  seekResult(life);
  context.transition('result_sought');
  return context.state();
}

/**
 * Starts a training once the avatar has claimed one of the user's slots, and one of the day's trainings; at once
 * without limits. The claim ends by the avatar's row, when it trains no more.
 * @throws {ApplicationFailure} ActionRefused: none is free, or the command is no longer allowed
 */
export function whenClaimed<T>(
  context: AvatarContext,
  command: Parameters<typeof refusal>[2],
  start: () => T,
): T | Promise<T> {
  const { trainingsAtOnce, trainingsADay } = context.input.policy.limits;
  const limits = { atOnce: trainingsAtOnce, aDay: trainingsADay };
  return trainingsAtOnce + trainingsADay === 0 ? start() : claimTraining(context, command, limits, start);
}

async function claimTraining<T>(
  context: AvatarContext,
  command: Parameters<typeof refusal>[2],
  limits: { readonly atOnce: number; readonly aDay: number },
  start: () => T,
): Promise<T> {
  const { life, input } = context;
  const { avatarId, user } = input;
  return CancellationScope.nonCancellable(async () => {
    // A row that is written late must not take back the new claim.
    await context.written();
    const ask = () =>
      claims.claimTraining.executeWithOptions({ summary: 'claim a training' }, [
        { avatarId, telegramId: user.telegramId, ...limits },
      ]);
    const claim = await context.rows.needed(ask).catch((error: unknown): TrainingClaim => {
      // The avatar is being deleted: answered below.
      if (areRowsLost(error)) return { granted: false };
      throw error;
    });
    // Meanwhile it may have been cancelled, lost photos, or been started by another tap.
    const reason = refusal(life, input, command);
    // No `await` here: a second waiting tap would also pass the check.
    if (claim.granted && reason === null) return start();
    if (claim.granted && life.status !== 'training') {
      await claims.releaseTraining.executeWithOptions({ summary: 'release the training' }, [{ avatarId }]);
    }
    const { until, why = 'too_many_trainings' } = claim;
    const details: Refusal = { reason: reason ?? why, status: life.status };
    throw refused(until === undefined || reason !== null ? details : { ...details, until });
  });
}
