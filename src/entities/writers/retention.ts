import { LockMode, sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { AvatarPhoto } from '../tables/avatar-photo.ts';
import { Avatar } from '../tables/user-and-avatar.ts';
import type { Records } from '../../activities/ports/records.ts';

/** A removed photo is never looked up, compared or sent again: only the fact is needed. */
const forgotten = { minioKey: null, fileId: '', fileHash: null, perceptualHash: null, photoMetadata: {} };

export function createRetentionRecords(orm: MikroORM): Pick<Records, 'releasePhotos' | 'keepPhotos'> {
  return {
    releasePhotos: (avatarId) =>
      orm.em.fork().transactional(async (em) => {
        const avatar = await em.findOne(Avatar, avatarId, {
          fields: ['status'],
          lockMode: LockMode.PESSIMISTIC_WRITE,
        });
        if (avatar?.status !== 'completed') return [];
        await chooseCover(em, avatarId);
        const others = { avatar: avatarId, validationStatus: 'valid', isCover: false } as const;
        await em.nativeUpdate(AvatarPhoto, { ...others, removedAt: null }, { ...forgotten, removedAt: sql.now() });
        const photosRemovedAt = sql`coalesce(photos_removed_at, now())`;
        await em.nativeUpdate(Avatar, { id: avatarId }, { photosRemovedAt });
        const removed = await em.find(AvatarPhoto, others, { fields: ['number'], orderBy: { number: 'asc' } });
        return removed.map(({ number }) => number);
      }),

    async keepPhotos(avatarId) {
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId, photosRemovedAt: null }, { photosKeptUntil: null });
    },
  };
}

/** The best valid photo becomes the cover, unless there is one. */
export async function chooseCover(em: EntityManager, avatarId: string): Promise<void> {
  if ((await em.count(AvatarPhoto, { avatar: avatarId, isCover: true })) > 0) return;
  const best = await em.findOne(
    AvatarPhoto,
    { avatar: avatarId, validationStatus: 'valid', removedAt: null },
    { fields: ['id'], orderBy: { qualityScore: 'desc nulls last', number: 'asc' } },
  );
  if (best) await em.nativeUpdate(AvatarPhoto, { id: best.id }, { isCover: true });
}
