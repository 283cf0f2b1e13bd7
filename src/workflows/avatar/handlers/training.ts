import { log, setHandler } from '@temporalio/workflow';
import { seekResult, waitOn } from '../../../domain/avatar/commands.ts';
import { progressed } from '../../../domain/avatar/life.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import type { TrainingReport } from '../../../domain/training/watch.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { decider } from '../decider.ts';
import { whenClaimed } from '../limits.ts';
import { setCommand } from './command.ts';

/** Sets the handlers by which a training begins, is followed and is tried again. */
export function registerTrainingHandlers(context: AvatarContext): void {
  setHandler(messages.trainerResult, (word) => noteEnd(context, word), {
    description: 'The trainer says that a training has ended. The result is fetched and checked whatever it says.',
  });

  setHandler(messages.trainingProgress, (report) => noteProgress(context, report), {
    description: 'Progress of the training, from the activity that asks the trainer.',
  });

  setCommand(context, messages.confirmStart, {
    action: 'start',
    description: 'Starts the paid training.',
    handle: (command) =>
      whenClaimed(context, { ...command, action: 'start' }, () => {
        context.transition('start_confirmed');
        return context.state();
      }),
  });

  setCommand(context, messages.waitOn, {
    action: 'wait_on',
    description: 'Waits on for a training that is overdue, for as long as its limit once more.',
    handle: ({ tapped }) => keepWaiting(context, tapped),
  });

  setCommand(context, messages.retry, {
    action: 'retry',
    description: 'Trains once more with the photos that are there.',
    handle: (command) =>
      whenClaimed(context, { ...command, action: 'retry' }, () => {
        context.life.touched = true;
        context.decided('retried', decider(), command.tapped);
        context.transition('retried_training');
        return context.state();
      }),
  });

  setCommand(context, messages.takeResult, {
    action: 'take_result',
    description: 'Takes what a training that was paid for may have left. Submits nothing, whatever comes of it.',
    handle: ({ tapped }) => takeResult(context, tapped),
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
  if (waitOn(context.life)) {
    context.decided('waited_on', decider(), tapped);
    context.publish('now');
  }
  return context.state();
}

function takeResult(context: AvatarContext, tapped: number | undefined): AvatarView {
  const { life } = context;
  life.touched = true;
  context.decided('result_sought', decider(), tapped);
  seekResult(life);
  context.transition('result_sought');
  return context.state();
}
