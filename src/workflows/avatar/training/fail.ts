import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../../activities/index.ts';
import { failures, type FailurePhotos } from '../../../domain/training/failures.ts';
import type { AvatarContext } from '../context.ts';
import type { TrainingEnded } from './failures.ts';
import * as policies from '../../shared/activity-policies.ts';

/** Good to know, but not worth a wait. */
const advisory = proxyActivities<Pick<Activities, 'weakPhotos'>>({
  ...policies.rows,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
});

/**
 * A training has failed: the avatar is in `error`, and the user is told why. Alerts an operator if only they can fix
 * it.
 * @throws {CancelledFailure} when the run is cancelled meanwhile
 */
export async function fail(context: AvatarContext, { reason, photos, words }: TrainingEnded): Promise<void> {
  const { life } = context;
  const known = life.photos.filter(({ verdict }) => verdict === 'valid').map(({ number }) => number);
  const named = known.filter((number) => photos.includes(number));
  const report = { reason, attempt: life.attempt, request: life.request?.requestId, photos: named, words };
  if (failures[reason].acts === 'operator') log.error('a training has failed: an operator is needed', report);
  else log.warn('a training has failed', report);

  const about = named.length > 0 ? ({ by: 'trainer', numbers: named } as const) : await weakOnes(context, reason);
  life.failure = reason;
  if (about) life.failurePhotos = about;
  else delete life.failurePhotos;
  if (words === undefined) delete life.failureWords;
  else life.failureWords = words;
  life.touchedAt = Date.now();
  context.transition('failed');
  context.notify('failed');
}

/** The trainer may name no photos that it cannot use: then our report may. Only a hint. */
async function weakOnes({ input }: AvatarContext, reason: TrainingEnded['reason']): Promise<FailurePhotos | undefined> {
  if (reason !== 'photos_rejected') return undefined;
  const { avatarId, choices, policy } = input;
  try {
    const numbers = await advisory.weakPhotos.executeWithOptions({ summary: 'which photos are weak?' }, [
      { avatarId, avatarType: choices.avatarType, minPhotos: policy.photos.minPhotos },
    ]);
    return numbers.length > 0 ? { by: 'report', numbers } : undefined;
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.warn('the weak photos are not known', { error });
    return undefined;
  }
}
