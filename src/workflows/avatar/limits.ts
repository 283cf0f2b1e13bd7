import { CancellationScope, condition } from '@temporalio/workflow';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import type { AvatarPhoto } from '../../domain/photos/photo.ts';
import { refusal } from '../../domain/avatar/state.ts';
import type { TrainingClaim } from '../../activities/index.ts';
import { areRowsLost } from './lost-rows.ts';
import { refused, type Refusal } from '../shared/refused.ts';
import { userActivities } from '../shared/user-activities.ts';
import type { AvatarContext } from './context.ts';

/**
 * Does what starts a training, once one of the person's trainings at once, and of the day's, is this avatar's; without limits, at
 * once. It ends by the avatar's row, when it trains no more.
 * @throws {ApplicationFailure} ActionRefused: there is none free, or the wish cannot be granted any more
 */
export function whenClaimed<T>(
  context: AvatarContext,
  wish: Parameters<typeof refusal>[2],
  start: () => T,
): T | Promise<T> {
  const { trainingsAtOnce, trainingsADay } = context.input.policy.limits;
  const limits = { atOnce: trainingsAtOnce, aDay: trainingsADay };
  return trainingsAtOnce + trainingsADay === 0 ? start() : claimTraining(context, wish, limits, start);
}

async function claimTraining<T>(
  context: AvatarContext,
  wish: Parameters<typeof refusal>[2],
  limits: { readonly atOnce: number; readonly aDay: number },
  start: () => T,
): Promise<T> {
  const { life, input } = context;
  const { avatarId, person } = input;
  return CancellationScope.nonCancellable(async () => {
    // A row that is written late must not take back what is claimed now.
    await context.written();
    const ask = () =>
      userActivities.claimTraining.executeWithOptions({ summary: 'is a training free?' }, [
        { avatarId, telegramId: person.telegramId, ...limits },
      ]);
    const claim = await context.rows.needed(ask).catch((error: unknown): TrainingClaim => {
      // Its avatar is being deleted: so is answered below.
      if (areRowsLost(error)) return { granted: false };
      throw error;
    });
    // Meanwhile it may have been cancelled, lost photos, or been started by another tap.
    const reason = refusal(life, input, wish);
    // No `await` here: a second waiting tap would also pass the check.
    if (claim.granted && reason === null) return start();
    if (claim.granted && life.status !== 'training') {
      await userActivities.releaseTraining.executeWithOptions({ summary: 'no training after all' }, [{ avatarId }]);
    }
    const { until, why = 'too_many_trainings' } = claim;
    const details: Refusal = { reason: reason ?? why, status: life.status };
    throw refused(until === undefined || reason !== null ? details : { ...details, until });
  });
}

/** Whether the person's photos are checked at a rate. */
export function arePaced({ input }: AvatarContext): boolean {
  return input.policy.limits.photosAMinute > 0;
}

/** Those photos, first to last, that may be checked now; waits while there are none. @returns none: the avatar takes no more */
export async function rateLimited(
  context: AvatarContext,
  wanted: readonly AvatarPhoto[],
): Promise<readonly AvatarPhoto[]> {
  const { life, input } = context;
  const { photosAMinute: perMinute } = input.policy.limits;
  if (wanted.length === 0) return wanted;
  const { telegramId } = input.person;
  for (;;) {
    const { granted, waitMs } = await userActivities.takePhotos.executeWithOptions(
      { summary: 'how many photos now?' },
      [{ telegramId, wanted: wanted.length, perMinute }],
    );
    delete life.resumeInMs;
    if (!takesPhotos(life.status)) return [];
    if (granted > 0) return wanted.slice(0, granted);
    life.resumeInMs = waitMs;
    context.message.due();
    await condition(() => !takesPhotos(life.status), waitMs, { summary: 'more photos in a while' });
    delete life.resumeInMs;
    if (!takesPhotos(life.status)) return [];
  }
}
