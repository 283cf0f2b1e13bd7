import { CancellationScope, log } from '@temporalio/workflow';
import { judge } from '../../domain/avatar/life.ts';
import type { AvatarPhoto, PhotoVerdict } from '../../domain/photos/photo.ts';
import { checks, files } from '../shared/activity-options.ts';
import { areRowsLost } from './lost-rows.ts';
import type { AvatarContext } from './context.ts';

/**
 * Checks one photo. One that is removed meanwhile is checked no further, and nothing is left of it when this returns: no training
 * begins before.
 */
export async function checkPhoto(context: AvatarContext, photo: AvatarPhoto): Promise<void> {
  const { number } = photo;
  if (isRemoved(context, number)) return;
  const scope = new CancellationScope();
  context.checks.set(number, scope);
  const ended = scope.run(() => judged(context, photo)).finally(() => context.checks.delete(number));
  try {
    // A run that is cancelled does not wait for the check to hear of it.
    await Promise.race([ended, CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (!isRemoved(context, number)) throw error;
  }
  if (!isRemoved(context, number)) return;
  await ended.catch(() => undefined);
  await leaveNothing(context, number);
}

/** A photo that is being checked is checked no further. */
export function stopCheck({ checks: under }: AvatarContext, number: number): void {
  under.get(number)?.cancel();
}

async function judged({ life, input, rows }: AvatarContext, photo: AvatarPhoto): Promise<void> {
  const { avatarId, person, policy, choices } = input;
  const { telegramId } = person;
  const check = () =>
    checks().checkPhoto.executeWithOptions({ summary: `photo ${photo.number}` }, [
      { avatarId, telegramId, photo, limits: policy.photos, avatarType: choices.avatarType },
    ]);
  const verdict = await rows.needed(check).catch((error: unknown): PhotoVerdict => {
    // Its avatar is being deleted: nothing is kept of it.
    if (areRowsLost(error)) return { verdict: 'invalid', refusal: 'unavailable' };
    throw error;
  });
  log.debug('photo checked', { number: photo.number, ...verdict });
  judge(life, photo.number, verdict);
}

function isRemoved({ life }: AvatarContext, number: number): boolean {
  return !life.photos.some((photo) => photo.number === number);
}

function leaveNothing({ input }: AvatarContext, number: number): Promise<void> {
  return CancellationScope.nonCancellable(() =>
    files.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [{ avatarId: input.avatarId, number }]),
  );
}
