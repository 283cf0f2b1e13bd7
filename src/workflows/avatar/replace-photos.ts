import { CancellationScope } from '@temporalio/workflow';
import { pending } from '../../domain/avatar/life.ts';
import { putFailureAside } from '../../domain/avatar/commands.ts';
import { avatarFiles } from '../shared/activity-options.ts';
import { focusPhotos } from './focus.ts';
import type { AvatarContext } from './context.ts';
import { whenClaimed } from './handlers/training.ts';

/**
 * Returns an avatar whose photos were at fault to collecting photos, or, without those that the failure names, starts
 * another training.
 * @throws {ApplicationFailure} ActionRefused: no training slot is free; the photos are removed, and it may be started
 * later
 */
export async function replacePhotos(context: AvatarContext, without: boolean): Promise<void> {
  const { life, input } = context;
  const { avatarId, user } = input;
  const removed = putFailureAside(life, without);
  // From here on only this code can start a training, and it waits until the photos are really gone.
  context.transition('retried_upload');
  await CancellationScope.nonCancellable(async () => {
    for (const { number } of removed) {
      await avatarFiles.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [{ avatarId, number }]);
    }
  });
  if (!life.ending) context.recount();
  let refused: unknown;
  if (removed.length > 0 && life.status === 'ready' && pending(life).length === 0) {
    try {
      const command = { by: user.telegramId, action: 'start' } as const;
      return await whenClaimed(context, command, () => context.transition('start_confirmed'));
    } catch (error) {
      refused = error;
    }
  }
  context.photosChanged();
  if (life.ending) return;
  await focusPhotos(context);
  if (refused !== undefined) throw refused;
}
