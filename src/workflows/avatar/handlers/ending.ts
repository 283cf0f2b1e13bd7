import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import { askToStop } from '../../../domain/avatar/commands.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import { avatarFiles, records } from '../../shared/activity-options.ts';
import type { AvatarContext } from '../context.ts';
import * as messages from '../contract.ts';
import { leaveDoubt } from '../leave-doubt.ts';
import { decider, setCommand } from './command.ts';

export function registerEndingHandlers(context: AvatarContext): void {
  setCommand(context, messages.cancelAvatar, {
    action: 'cancel',
    description: 'Cancels the avatar, and its training at the trainer.',
    handle: ({ tapped }) => cancel(context, tapped),
  });

  setCommand(context, messages.deleteAvatar, {
    action: 'delete',
    description: 'Deletes the avatar with all its photos, and ends the run.',
    handle: () => deleteAvatar(context),
  });

  setHandler(messages.abandonAvatar, () => leave(context), {
    description: 'All data of the user are being deleted: a cancel follows, and the run waits for nothing.',
  });
}

async function cancel(context: AvatarContext, tapped: number | undefined): Promise<AvatarView> {
  const { life, signals } = context;
  context.decided('cancelled', decider(), tapped);
  // The user need not wait for the trainer to stop: the card shows the end.
  const answersAtOnce = life.status === 'training';
  if (answersAtOnce) {
    askToStop(life);
    context.publish('now');
  }
  life.ending = 'user';
  // A submission that may have been paid is settled first; the run ends then.
  if (!signals.submitting) await CancellationScope.nonCancellable(() => cancelRun('user'));
  if (answersAtOnce) return context.state();
  await CancellationScope.nonCancellable(() =>
    condition(() => life.status === 'cancelled' || life.status === 'completed'),
  );
  return context.state();
}

async function deleteAvatar(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  const { avatarId, user } = input;
  const inTraining = life.status === 'training';
  life.ending = 'deleted';
  await CancellationScope.nonCancellable(async () => {
    // A submission that may have been paid is left to a run of its own.
    if (!inTraining) await leaveDoubt(context);
    // The trainer is told in parallel, for as long as that takes.
    if (inTraining) await cancelRun('deleted');
    // Nothing is said of a deleted avatar, so unsent messages are not waited for.
    await context.stopTelling();
    await context.settled();
    await avatarFiles.deleteAvatar.executeWithOptions({ summary: 'delete objects, then rows' }, [
      { avatarId, telegramId: user.telegramId },
    ]);
    if (!inTraining) await cancelRun('deleted');
  });
}

function leave({ life }: AvatarContext): void {
  life.ending = 'deleted';
  life.leaving = true;
}

/** A run ends as Canceled only when Temporal is asked to cancel it. */
function cancelRun(summary: string): Promise<void> {
  return records.cancelThisRun.executeWithOptions({ summary }, []);
}
