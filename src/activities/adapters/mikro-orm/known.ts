import type { MikroORM } from '@mikro-orm/postgresql';
import { avatarStatuses } from '../../../domain/avatar.ts';
import { isLiving } from '../../../domain/lifecycle.ts';
import { AvatarPhoto } from '../../../entities/avatar-photo.ts';
import { Preview } from '../../../entities/preview.ts';
import { Avatar } from '../../../entities/user-and-avatar.ts';
import type { Records } from '../../ports/records.ts';

const living = { status: { $in: avatarStatuses.filter(isLiving) } };

/** What the sweeper asks before it removes anything. */
export function createKnownRecords(orm: MikroORM): Pick<Records, 'known' | 'hasAvatars' | 'isLiving' | 'allLiving'> {
  return {
    async known(avatarIds, photoKeys, previewKeys = []) {
      const em = orm.em.fork();
      const avatars = await em.find(Avatar, { id: { $in: [...avatarIds] } }, { fields: ['status'] });
      const photos = await em.find(
        AvatarPhoto,
        // By avatar too: there is an index on it, and none on the key.
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

    isLiving: async (id) => (await orm.em.fork().count(Avatar, { id, ...living })) > 0,

    async allLiving() {
      const rows = await orm.em.fork().find(Avatar, living, { fields: ['id'], orderBy: { updatedAt: 'asc' } });
      return rows.map(({ id }) => id);
    },

    hasAvatars: async () => (await orm.em.fork().find(Avatar, {}, { fields: ['id'], limit: 1 })).length > 0,
  };
}
