import { CancellationScope, condition, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { judge, pending, valid } from '../../domain/avatar/life.ts';
import { takesPhotos } from '../../domain/avatar/lifecycle.ts';
import type { AvatarPhoto, PhotoVerdict } from '../../domain/photos/photo.ts';
import { checks, avatarFiles } from '../shared/activity-options.ts';
import * as policies from '../shared/activity-policies.ts';
import type { AvatarContext } from './context.ts';
import { areRowsLost } from './lost-rows.ts';

const pace = proxyActivities<Pick<Activities, 'takePhotos'>>(policies.rows);

/** Time between two edits of the card while photos are being checked, ms: Telegram accepts one message a second in a chat. */
const VERDICTS_EVERY_MS = 2_000;

/** Checks pending photos, at most as many as there is room for; the rest is refused. */
export async function checkPhotos(context: AvatarContext): Promise<void> {
  const { life, input } = context;
  const { photos: limits } = input.policy;
  const room = limits.maxPhotos - valid(life);
  const wanted = pending(life).slice(0, room);
  const batch = arePaced(context) ? await rateLimited(context, wanted) : wanted;
  if (batch.length < wanted.length && batch.length === 0) return;
  if (batch.length === 0) {
    for (const { number } of pending(life)) judge(life, number, { verdict: 'invalid', refusal: 'over_limit' });
  }
  const showing = showVerdicts(context, batch);
  await Promise.all([showing, ...batch.map((photo) => checkPhoto(context, photo))]);
  // The check is a stage of its own on the card.
  if (!context.recount('reposted')) context.publish('now');
  const judged = new Set(batch.map(({ number }) => number));
  if (life.photos.some(({ number, verdict }) => verdict === 'valid' && judged.has(number))) context.photosChanged();
}

/** Shows verdicts while others are still being made, until the whole batch has one. */
async function showVerdicts(context: AvatarContext, batch: readonly AvatarPhoto[]): Promise<void> {
  const { life, input } = context;
  const numbers = new Set(batch.map(({ number }) => number));
  const open = () =>
    pending(life)
      .filter(({ number }) => numbers.has(number))
      .map(({ number }) => number);
  const { slowCheckMs } = input.policy.timing;
  for (let waitedMs = VERDICTS_EVERY_MS; ; waitedMs += VERDICTS_EVERY_MS) {
    const before = open().length;
    if (await condition(() => open().length === 0, VERDICTS_EVERY_MS, { summary: 'until verdicts are shown' })) break;
    if (waitedMs >= slowCheckMs && !life.slowChecks) {
      life.slowChecks = open();
      context.message.due();
    }
    if (open().length !== before) context.message.due();
  }
  delete life.slowChecks;
}

function arePaced({ input }: AvatarContext): boolean {
  return input.policy.limits.photosAMinute > 0;
}

/** The first photos that may be checked now; waits while there are none. @returns none: the avatar takes no more */
async function rateLimited(context: AvatarContext, wanted: readonly AvatarPhoto[]): Promise<readonly AvatarPhoto[]> {
  const { life, input } = context;
  const { photosAMinute: perMinute } = input.policy.limits;
  if (wanted.length === 0) return wanted;
  const { telegramId } = input.user;
  for (;;) {
    const { granted, waitMs } = await pace.takePhotos.executeWithOptions({ summary: 'apply the photo rate' }, [
      { telegramId, wanted: wanted.length, perMinute },
    ]);
    delete life.resumeInMs;
    if (!takesPhotos(life.status)) return [];
    if (granted > 0) return wanted.slice(0, granted);
    life.resumeInMs = waitMs;
    context.message.due();
    await condition(() => !takesPhotos(life.status), waitMs, { summary: 'wait for the photo rate' });
    delete life.resumeInMs;
    if (!takesPhotos(life.status)) return [];
  }
}

/** Checks one photo. Removing it stops the check, and nothing is left of it when this returns: no training begins before. */
async function checkPhoto(context: AvatarContext, photo: AvatarPhoto): Promise<void> {
  const { number } = photo;
  if (isRemoved(context, number)) return;
  const scope = new CancellationScope();
  context.checks.set(number, scope);
  const ended = scope.run(() => judgePhoto(context, photo)).finally(() => context.checks.delete(number));
  try {
    // A cancelled run does not wait for the check to notice.
    await Promise.race([ended, CancellationScope.current().cancelRequested]);
  } catch (error) {
    if (!isRemoved(context, number)) throw error;
  }
  if (!isRemoved(context, number)) return;
  await ended.catch(() => undefined);
  await leaveNothing(context, number);
}

export function stopCheck({ checks: under }: AvatarContext, number: number): void {
  under.get(number)?.cancel();
}

async function judgePhoto({ life, input, rows }: AvatarContext, photo: AvatarPhoto): Promise<void> {
  const { avatarId, user, policy, choices } = input;
  const { telegramId } = user;
  const check = () =>
    checks().checkPhoto.executeWithOptions({ summary: `photo ${photo.number}` }, [
      { avatarId, telegramId, photo, limits: policy.photos, avatarType: choices.avatarType },
    ]);
  const verdict = await rows.needed(check).catch((error: unknown): PhotoVerdict => {
    // The avatar is being deleted: nothing is kept of it.
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
    avatarFiles.removePhoto.executeWithOptions({ summary: `remove photo ${number}` }, [
      { avatarId: input.avatarId, number },
    ]),
  );
}
