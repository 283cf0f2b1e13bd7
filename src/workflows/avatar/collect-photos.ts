import { CancellationScope, condition, isCancellation, log } from '@temporalio/workflow';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { pending } from '../../domain/avatar/life.ts';
import { records } from '../shared/activity-options.ts';
import { checkPhotos, leaveNothingOfRemoved } from './check-photos.ts';
import type { AvatarContext } from './context.ts';

/** Takes photos until the start is confirmed or the avatar expires. Returns when the status has changed, or the history is long. */
export async function collect(context: AvatarContext, isHistoryLong: () => boolean): Promise<void> {
  const { life } = context;
  const clock = new CancellationScope();
  void clock
    .run(() => expire(context))
    .catch((error: unknown) => {
      if (!isCancellation(error)) log.error('it is not watched whether the avatar expires', { error });
    });
  try {
    while (takesPhotos(life.status)) {
      // The next run handles whatever waits.
      if (isHistoryLong()) return;
      const isWork = () => pending(life).length > 0 || context.removedUnchecked.size > 0;
      const { touchedAt } = life;
      // Whether the history is long is asked only after an accepted message: a refused one leaves no event.
      const isWoken = () => isWork() || !takesPhotos(life.status) || life.touchedAt !== touchedAt;
      if (isWork()) await checkPhotos(context);
      else await condition(isWoken);
    }
    await leaveNothingOfRemoved(context);
  } finally {
    clock.cancel();
  }
}

/** Reminds the user, and ends the run, some time after their last action. One timer serves all actions: only an earlier end needs another. */
async function expire(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  const { timing } = input.policy;
  const wakeAt = () => {
    const expiresAt = life.touchedAt + (life.status === 'draft' ? timing.draftTtlMs : timing.uploadTtlMs);
    return life.reminded ? expiresAt : expiresAt - timing.reminderBeforeMs;
  };
  for (;;) {
    const at = wakeAt();
    const wait = at - Date.now();
    if (wait > 0) {
      const summary = life.reminded ? 'until it expires' : 'until the reminder';
      await condition(() => wakeAt() < at, wait, { summary });
      continue;
    }
    // A photo that is being checked will be shown.
    await condition(() => pending(life).length === 0 && !life.ending);
    if (wakeAt() > Date.now()) continue;
    if (life.reminded) break;
    life.reminded = true;
    context.notify('expiry_near');
  }
  life.ending = 'expired';
  await records.cancelThisRun.executeWithOptions({ summary: 'expired' }, []);
}
