import {
  UniqueConstraintViolationException,
  type EntityManager,
  type MikroORM,
  type EntityData,
} from '@mikro-orm/postgresql';
import type { AvatarPhoto } from '../../../domain/photo.ts';
import { AvatarPhoto as PhotoRow } from '../../../entities/avatar-photo.ts';
import { Avatar } from '../../../entities/user-and-avatar.ts';
import type { PhotoRecord, Records } from '../../ports/records.ts';

export function createPhotoRecords(
  orm: MikroORM,
): Pick<Records, 'savePhoto' | 'hasPhoto' | 'photoKeys' | 'removePhoto'> {
  return {
    async savePhoto(record) {
      const em = orm.em.fork();
      const avatar = await em.findOne(Avatar, { id: record.avatarId }, { fields: ['user'] });
      if (!avatar) return 'gone';
      const row = rowOf(record, avatar.user.id);
      try {
        await save(em, row);
        return row.validationStatus === 'duplicate' ? 'duplicate' : 'saved';
      } catch (error) {
        // Two checks at once find no other with their hash: the partial unique index lets one of them in.
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        await save(em, { ...row, validationStatus: 'duplicate', refusal: 'duplicate', minioKey: null });
        return 'duplicate';
      }
    },

    async hasPhoto(avatarId, fileHash, exceptNumber) {
      const same = { avatar: avatarId, fileHash, validationStatus: 'valid', number: { $ne: exceptNumber } } as const;
      return (await orm.em.fork().count(PhotoRow, same)) > 0;
    },

    async photoKeys(avatarId) {
      const rows = await orm.em
        .fork()
        .find(PhotoRow, { avatar: avatarId, validationStatus: 'valid' }, { orderBy: { number: 'asc' } });
      return rows.flatMap(({ minioKey }) => minioKey ?? []);
    },

    async removePhoto(avatarId, number) {
      await orm.em.fork().nativeDelete(PhotoRow, { avatar: avatarId, number });
    },
  };
}

/** What a run that takes up the avatar again knows of its photos. */
export async function validPhotos(em: EntityManager, avatarId: string): Promise<AvatarPhoto[]> {
  const rows = await em.find(PhotoRow, { avatar: avatarId, validationStatus: 'valid' }, { orderBy: { number: 'asc' } });
  return rows.map(({ number, fileId, fileUniqueId, messageId, albumId }) => ({
    number,
    fileId,
    fileUniqueId,
    messageId,
    ...(albumId === null ? {} : { albumId }),
    verdict: 'valid',
  }));
}

function rowOf(record: PhotoRecord, userId: string): EntityData<PhotoRow> {
  const { avatarId, photo, outcome, fileSize, width, height, format, fileHash, minioKey } = record;
  return {
    avatar: avatarId,
    user: userId,
    number: photo.number,
    fileId: photo.fileId,
    fileUniqueId: photo.fileUniqueId,
    messageId: photo.messageId,
    albumId: photo.albumId ?? null,
    validationStatus: outcome === 'valid' || outcome === 'duplicate' ? outcome : 'invalid',
    refusal: outcome === 'valid' ? null : outcome,
    minioKey: minioKey ?? null,
    fileHash: fileHash ?? null,
    fileSize: fileSize ?? null,
    width: width ?? null,
    height: height ?? null,
    photoMetadata: format === undefined ? {} : { format },
  };
}

/** One row a photo: its number in the avatar says which. */
async function save(em: EntityManager, row: EntityData<PhotoRow>): Promise<void> {
  await em.upsert(PhotoRow, row, { onConflictFields: ['avatar', 'number'] });
}
