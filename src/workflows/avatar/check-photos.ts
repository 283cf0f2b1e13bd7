import { CancellationScope, condition, log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { ActivityCancellationType } from '@temporalio/common';
import type { Activities, CheckedPhotos } from '../../activities/index.ts';
import { judge, pending, valid } from '../../domain/avatar/life.ts';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import { avatarFiles } from '../shared/activity-options.ts';
import * as policies from '../shared/activity-policies.ts';
import { photoTaskQueue } from '../shared/task-queues.ts';
import type { AvatarContext } from './context.ts';
import { areRowsLost } from './lost-rows.ts';

/** Longest time that a command waits for verdicts, ms: they are usually there, and the user waits. */
const VERDICTS_WAIT_MS = 3_000;

/** Waits in a queue of its own without a limit. A cancelled check ends before anything else is done about its photos. */
function checking() {
  return proxyActivities<Pick<Activities, 'checkPhotos'>>({
    ...policies.files,
    startToCloseTimeout: '15m',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
  });
}

/** Checks pending photos and those that come meanwhile, at the user's rate. Refuses what there is no room for. */
export async function checkPhotos(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  if (valid(life) >= input.policy.photos.maxPhotos) {
    for (const { number } of pending(life)) judge(life, number, { verdict: 'invalid', refusal: 'over_limit' });
  }
  const { verdicts, waitMs } = pending(life).length > 0 ? await checked(context) : { verdicts: [] };
  for (const { number, ...verdict } of verdicts) judge(life, number, verdict);
  delete life.slowChecks;
  log.debug('photos checked', { verdicts });
  await leaveNothingOfRemoved(context);
  // The check is a stage of its own on the card; the next one, of photos that came late, is not.
  if (!context.recount('reposted')) context.publish(pending(life).length === 0 ? 'now' : undefined);
  if (verdicts.some(({ verdict }) => verdict === 'valid')) context.photosChanged();
  if (waitMs !== undefined) await waitForTurn(context, waitMs);
}

async function checked(context: AvatarContext): Promise<CheckedPhotos> {
  const { life, input, rows } = context;
  const { avatarId, user, policy, choices } = input;
  const { checkQuietMs, progressEveryMs: cardEveryMs, slowCheckMs } = policy.timing;
  const check = () => {
    const photos = pending(life);
    const quietMs = photos.every(({ broughtBack }) => broughtBack) ? 0 : checkQuietMs;
    return checking().checkPhotos.executeWithOptions({ summary: `check ${inWords(photos.length)}` }, [
      {
        avatarId,
        telegramId: user.telegramId,
        limits: policy.photos,
        avatarType: choices.avatarType,
        photos,
        valid: valid(life),
        perMinute: policy.limits.photosAMinute,
        quietMs,
        cardEveryMs,
        slowAfterMs: slowCheckMs,
      },
    ]);
  };
  const scope = new CancellationScope();
  context.checks = { scope, isAwaited: false };
  try {
    const ended = scope.run(() => rows.needed(check));
    // A cancelled run does not wait for the check to notice.
    return await Promise.race([ended, CancellationScope.current().cancelRequested]);
  } catch (error) {
    // A photo was removed: what was judged so far has rows, and the rest is checked again.
    if (scope.consideredCancelled && !CancellationScope.current().consideredCancelled) return { verdicts: [] };
    if (!areRowsLost(error)) throw error;
    // The avatar is being deleted: nothing is kept of it.
    const unavailable = { verdict: 'invalid', refusal: 'unavailable' } as const;
    return { verdicts: pending(life).map(({ number }) => ({ number, ...unavailable })) };
  } finally {
    delete context.checks;
  }
}

const inWords = (photos: number): string => (photos === 1 ? '1 photo' : `${photos} photos`);

/** A photo was removed: stops its check, so that nothing is left of it before a training can begin. */
export function stopCheck({ checks }: AvatarContext): void {
  checks?.scope.cancel();
}

/** Waits a moment until the photos that are being checked have verdicts. @param number only this one */
export async function verdictsIn(context: AvatarContext, number?: number): Promise<void> {
  const { life } = context;
  if (context.checks) context.checks.isAwaited = true;
  const isOpen = () => pending(life).some((photo) => number === undefined || photo.number === number);
  const judged = () => !takesPhotos(life.status) || !isOpen();
  await condition(judged, VERDICTS_WAIT_MS, { summary: 'until photos are checked' });
}

/** A check may have stored a photo that was removed meanwhile. */
export async function leaveNothingOfRemoved({ input, removals, removedUnchecked }: AvatarContext): Promise<void> {
  for (const number of removedUnchecked) {
    await CancellationScope.nonCancellable(() =>
      avatarFiles.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [
        { avatarId: input.avatarId, number },
      ]),
    );
    removedUnchecked.delete(number);
    removals.delete(number);
  }
}

/** Until the user's photos may be checked again. */
async function waitForTurn({ life, message, removedUnchecked }: AvatarContext, waitMs: number): Promise<void> {
  if (!takesPhotos(life.status)) return;
  life.resumeInMs = waitMs;
  message.due();
  const cut = () => !takesPhotos(life.status) || removedUnchecked.size > 0;
  await condition(cut, waitMs, { summary: 'wait for the photo rate' });
  delete life.resumeInMs;
}
