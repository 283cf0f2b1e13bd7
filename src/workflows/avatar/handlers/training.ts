import { log, setHandler } from '@temporalio/workflow';
import { seekResult, waitOn } from '../../../domain/avatar/commands.ts';
import { progressed } from '../../../domain/avatar/life.ts';
import type { AvatarState } from '../../../domain/avatar/state.ts';
import type { TrainingReport } from '../../../domain/training/watch.ts';
import type { Run } from '../context.ts';
import * as messages from '../contract.ts';
import { decider } from '../decider.ts';
import { whenClaimed } from '../limits.ts';
import { setCommand } from './command.ts';

/** Sets the handlers by which a training begins, is followed and is tried again. */
export function registerTrainingHandlers(run: Run): void {
  setHandler(messages.trainerResult, (word) => noteEnd(run, word), {
    description: 'The trainer says that a training has ended. The result is fetched and checked whatever it says.',
  });

  setHandler(messages.trainingProgress, (report) => noteProgress(run, report), {
    description: 'Progress of the training, from the activity that asks the trainer.',
  });

  setCommand(run, messages.confirmStart, {
    action: 'start',
    description: 'Starts the paid training.',
    handle: (wish) =>
      whenClaimed(run, { ...wish, action: 'start' }, () => {
        run.happen('start_confirmed');
        return run.state();
      }),
  });

  setCommand(run, messages.waitOn, {
    action: 'wait_on',
    description: 'Waits on for a training that is overdue, for as long as its limit once more.',
    handle: ({ tapped }) => keepWaiting(run, tapped),
  });

  setCommand(run, messages.retry, {
    action: 'retry',
    description: 'Trains once more with the photos that are there.',
    handle: (wish) =>
      whenClaimed(run, { ...wish, action: 'retry' }, () => {
        run.life.touched = true;
        run.decided('retried', decider(), wish.tapped);
        run.happen('retried_training');
        return run.state();
      }),
  });

  setCommand(run, messages.takeResult, {
    action: 'take_result',
    description: 'Takes what a training that was paid for may have left. Submits nothing, whatever comes of it.',
    handle: ({ tapped }) => takeResult(run, tapped),
  });
}

function noteEnd({ signals }: Run, { requestId, attempt }: messages.TrainerWord): void {
  signals.endedRequestIds.add(requestId);
  if (attempt !== undefined) signals.claimedRequestIds.set(attempt, requestId);
}

function noteProgress(run: Run, report: TrainingReport): void {
  const { life, input } = run;
  if (life.status !== 'training' || life.request?.requestId !== report.requestId || life.watch?.stopping) return;
  const { avatarId } = input;
  if (report.refused) log.error('the trainer refuses our key or account: an operator is needed', { avatarId });
  else if (report.silentSince !== undefined) log.warn('the trainer does not answer', { avatarId, ...life.request });
  const before = life.watch?.phase;
  progressed(life, report);
  run.show(life.watch?.phase === before ? undefined : 'now');
}

function keepWaiting(run: Run, tapped: number | undefined): AvatarState {
  if (waitOn(run.life)) {
    run.decided('waited_on', decider(), tapped);
    run.show('now');
  }
  return run.state();
}

function takeResult(run: Run, tapped: number | undefined): AvatarState {
  const { life } = run;
  life.touched = true;
  run.decided('result_sought', decider(), tapped);
  seekResult(life);
  run.happen('result_sought');
  return run.state();
}
