import type { EntityManager } from '@mikro-orm/postgresql';
import type { UntakenResult } from '../../domain/avatar/life.ts';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { Training } from '../tables/training.ts';

const untakenOf = (avatarId: string) => ({ avatar: avatarId, requestId: { $ne: null }, result: null });

/** Of the latest accepted training that may have left an unfetched result. */
export async function untakenResult(em: EntityManager, avatarId: string): Promise<UntakenResult | undefined> {
  const training = await em.findOne(Training, untakenOf(avatarId), { orderBy: { attempt: 'desc' } });
  if (!training || training.requestId === null) return undefined;
  const { requestId, endpoint, attempt, createdAt } = training;
  const before = { avatar: avatarId, createdAt: { $lt: createdAt } };
  const [last] = await em.find(AvatarPhoto, before, { fields: ['number'], orderBy: { number: 'desc' }, limit: 1 });
  return { requestId, endpoint, attempt, lastNumber: last?.number ?? 0 };
}

/** After a photo is removed: an unfetched result that was trained on it is no longer wanted. */
export async function disown(em: EntityManager, avatarId: string, takenAt: Date): Promise<void> {
  const trainedOnIt = { ...untakenOf(avatarId), createdAt: { $gt: takenAt } };
  await em.nativeUpdate(Training, trainedOnIt, { result: 'unwanted', resultUrl: null });
}
