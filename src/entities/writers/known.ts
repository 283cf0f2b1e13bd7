import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import { avatarStatuses } from '../../domain/avatar/avatar.ts';
import { isLiving } from '../../domain/avatar/lifecycle.ts';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { Preview } from '../tables/preview.ts';
import { Training } from '../tables/training.ts';
import { Avatar } from '../tables/user-and-avatar.ts';
import type { Records } from '../../activities/ports/records.ts';

const living = { status: { $in: avatarStatuses.filter(isLiving) } };

/** Avatars in `error` whose latest training was or may have been submitted and is not over: a run settles it. */
async function unsettled(em: EntityManager, avatarId?: string): Promise<string[]> {
  const avatar = { status: 'error' as const, ...defined({ id: avatarId }) };
  const trainings = await em.find(
    Training,
    { outcome: null, claimedTry: { $gt: 0 }, avatar },
    { fields: ['attempt', 'avatar.lastAttempt', 'avatar.trainingAttempt'], populate: ['avatar'] },
  );
  return trainings.flatMap(({ attempt, avatar: { id, lastAttempt, trainingAttempt } }) =>
    attempt === Math.max(lastAttempt, trainingAttempt ?? 0) ? [id] : [],
  );
}

/** What the sweep asks before it removes anything. */
export function createKnownRecords(orm: MikroORM): Pick<Records, 'known' | 'hasAvatars' | 'hasRun' | 'allWithRuns'> {
  return {
    async known(avatarIds, photoKeys, previewKeys = []) {
      const em = orm.em.fork();
      const avatars = await em.find(Avatar, { id: { $in: [...avatarIds] } }, { fields: ['status'] });
      const photos = await em.find(
        AvatarPhoto,
        // Also by avatar: that column has an index, the key has none.
        { avatar: { $in: [...avatarIds] }, validationStatus: 'valid', minioKey: { $in: [...photoKeys] } },
        { fields: ['minioKey'] },
      );
      const previews = await em.find(
        Preview,
        { avatar: { $in: [...avatarIds] }, minioKey: { $in: [...previewKeys] } },
        { fields: ['minioKey'] },
      );
      return {
        statuses: new Map(avatars.map(({ id, status }) => [id, status])),
        photoKeys: new Set(photos.flatMap(({ minioKey }) => minioKey ?? [])),
        previewKeys: new Set(previews.flatMap(({ minioKey }) => minioKey ?? [])),
      };
    },

    async hasRun(id) {
      const em = orm.em.fork();
      return (await em.count(Avatar, { id, ...living })) > 0 || (await unsettled(em, id)).length > 0;
    },

    async allWithRuns() {
      const em = orm.em.fork();
      const rows = await em.find(Avatar, living, { fields: ['id'], orderBy: { updatedAt: 'asc' } });
      return [...rows.map(({ id }) => id), ...(await unsettled(em))];
    },

    hasAvatars: async () => (await orm.em.fork().find(Avatar, {}, { fields: ['id'], limit: 1 })).length > 0,
  };
}
