import { LockMode, sql, type EntityData, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { defined } from '../../domain/defined.ts';
import { looksDistance } from '../../domain/photos/perceptual-hash.ts';
import { thresholds } from '../../domain/photos/rules.ts';
import type { AvatarPhoto, PhotoFinding } from '../../domain/photos/photo.ts';
import { AvatarPhoto as PhotoRow } from '../tables/avatar-photo.ts';
import { verdicts } from '../readers/verdicts.ts';
import { factFields, factsOf } from '../readers/photo-facts.ts';
import { Avatar, User } from '../tables/user-and-avatar.ts';
import { RowsLost, type PhotoRecord, type Records } from '../../activities/ports/records.ts';
import { disown } from './untaken-results.ts';

export function createPhotoRecords(
  orm: MikroORM,
): Pick<
  Records,
  | 'savePhoto'
  | 'verdicts'
  | 'beginCheck'
  | 'restorePhoto'
  | 'photoWithHash'
  | 'storedPhotos'
  | 'photoFacts'
  | 'saveFaceDistances'
  | 'removePhoto'
> {
  const save = (record: PhotoRecord, judged: (em: EntityManager) => Promise<PhotoFinding | null>) =>
    orm.em.fork().transactional(async (em) => {
      const avatar = await locked(em, record.avatarId);
      // A removed photo's row goes; its number stays used.
      const lastPhotoNumber = sql`greatest(last_photo_number, ${record.photo.number}::int)`;
      await em.nativeUpdate(Avatar, { id: record.avatarId }, { lastPhotoNumber });
      const finding = await judged(em);
      await em.upsert(PhotoRow, rowOf(record, avatar.user.id, finding), { onConflictFields: ['avatar', 'number'] });
      const cut = { id: record.avatarId, status: 'cancelled' } as const;
      await em.nativeUpdate(Avatar, cut, { photosCount: countOfValid(record.avatarId) });
      return finding;
    });

  return {
    savePhoto: (record) => save(record, async (em) => record.finding ?? alike(em, record)),

    verdicts: (avatarId, numbers) => verdicts(orm, avatarId, numbers),

    beginCheck: (avatarId, photo) =>
      orm.em.fork().transactional(async (em) => {
        const avatar = await locked(em, avatarId);
        const known = await em.findOne(
          PhotoRow,
          { avatar: avatarId, number: photo.number },
          { fields: ['checksBegun'] },
        );
        const checksBegun = (known?.checksBegun ?? 0) + 1;
        const pending = { ...rowOf({ avatarId, photo }, avatar.user.id, null), validationStatus: 'pending' as const };
        await em.upsert(PhotoRow, { ...pending, checksBegun }, { onConflictFields: ['avatar', 'number'] });
        return checksBegun;
      }),

    restorePhoto: async (record) => void (await save(record, async () => null)),

    async photoWithHash(avatarId, fileHash, exceptNumber) {
      const others = await validRows(orm.em.fork(), avatarId);
      return others.find((other) => other.fileHash === fileHash && other.number !== exceptNumber)?.number ?? null;
    },

    async storedPhotos(avatarId) {
      const rows = await validRows(orm.em.fork(), avatarId);
      return rows.flatMap(({ number, minioKey, width, height }) =>
        minioKey === null ? [] : { number, minioKey, pixels: (width ?? 0) * (height ?? 0) },
      );
    },

    async photoFacts(avatarId) {
      const options = { fields: factFields, orderBy: { number: 'asc' } } as const;
      const judged = { avatar: avatarId, validationStatus: { $ne: 'pending' as const } };
      return (await orm.em.fork().find(PhotoRow, judged, options)).map(factsOf);
    },

    saveFaceDistances: (avatarId, found) =>
      orm.em.fork().transactional(async (em) => {
        // As in savePhoto: writers of a row's metadata must be serialised.
        await em.findOne(Avatar, avatarId, { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE });
        const known = new Map(found.map(({ number, faceDistance }) => [number, faceDistance]));
        for (const row of await validRows(em, avatarId)) {
          const faceDistance = known.get(row.number);
          if (faceDistance === undefined) continue;
          const { faceDistance: _, ...rest } = row.photoMetadata;
          row.photoMetadata = { ...rest, ...(faceDistance !== null && { faceDistance }) };
        }
      }),

    removePhoto: (avatarId, number) =>
      orm.em.fork().transactional(async (em) => {
        const photo = await em.findOne(PhotoRow, { avatar: avatarId, number });
        if (!photo) return;
        await em.nativeDelete(PhotoRow, { id: photo.id });
        if (photo.validationStatus === 'valid') await disown(em, avatarId, photo.createdAt);
      }),
  };
}

/** Locks an avatar whose photos are written. @throws {RowsLost} */
async function locked(em: EntityManager, avatarId: string): Promise<Avatar> {
  const owned = await em.findOne(Avatar, avatarId, { fields: ['user'] });
  if (!owned) throw new RowsLost(avatarId);
  // The photo's row references the user's and so locks it: lock the user before the avatar, as everywhere.
  const lockUser = { fields: ['id'], lockMode: LockMode.PESSIMISTIC_READ } as const;
  await em.findOne(User, { id: owned.user.id }, lockUser);
  const avatar = await em.findOne(Avatar, avatarId, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (!avatar) throw new RowsLost(avatarId);
  return avatar;
}

export async function validPhotos(em: EntityManager, avatarId: string): Promise<AvatarPhoto[]> {
  const rows = await validRows(em, avatarId);
  return rows.map(({ number, fileId, fileUniqueId, messageId, albumId }) => ({
    number,
    fileId,
    fileUniqueId,
    messageId,
    ...(albumId === null ? {} : { albumId }),
    verdict: 'valid',
  }));
}

export const countOfValid = (avatarId: string) =>
  sql<number>`(select count(*) from avatar_photos where avatar_id = ${avatarId} and validation_status = 'valid' and removed_at is null)`;

/** Removed photos are not part of a set. */
function validRows(em: EntityManager, avatarId: string): Promise<PhotoRow[]> {
  return em.find(
    PhotoRow,
    { avatar: avatarId, validationStatus: 'valid', removedAt: null },
    { orderBy: { number: 'asc' } },
  );
}

/** Another valid photo that this one duplicates, exactly or nearly. */
async function alike(
  em: EntityManager,
  { avatarId, photo, fileHash, measurements }: PhotoRecord,
): Promise<PhotoFinding | null> {
  const others = (await validRows(em, avatarId)).filter(({ number }) => number !== photo.number);
  const same = others.find((other) => other.fileHash === fileHash);
  if (same) return { code: 'duplicate', of: same.number };
  const [nearest] = others
    .flatMap(({ number, photoMetadata: { measurements: other } }) =>
      measurements && other ? [{ of: number, value: looksDistance(measurements, other) }] : [],
    )
    .toSorted((one, other) => one.value - other.value);
  const limit = thresholds.hash.refuse;
  return nearest && nearest.value <= limit ? { code: 'near_duplicate', ...nearest, limit } : null;
}

function rowOf(record: PhotoRecord, userId: string, finding: PhotoFinding | null): EntityData<PhotoRow> {
  const { avatarId, photo, fileSize, fileHash, measurements, quality, minioKey } = record;
  return {
    avatar: avatarId,
    user: userId,
    number: photo.number,
    fileId: photo.fileId,
    fileUniqueId: photo.fileUniqueId,
    messageId: photo.messageId,
    albumId: photo.albumId ?? null,
    validationStatus: statusOf(finding),
    refusal: finding?.code ?? null,
    minioKey: finding ? null : (minioKey ?? null),
    fileHash: fileHash ?? null,
    fileSize: fileSize ?? null,
    width: measurements?.width ?? null,
    height: measurements?.height ?? null,
    hasFace: measurements ? measurements.faces.length > 0 : null,
    qualityScore: quality ?? null,
    perceptualHash: measurements?.perceptualHash ?? null,
    photoMetadata: defined({ finding: finding ?? undefined, measurements }),
  };
}

function statusOf(finding: PhotoFinding | null): 'valid' | 'invalid' | 'duplicate' {
  if (!finding) return 'valid';
  return finding.code === 'duplicate' || finding.code === 'near_duplicate' ? 'duplicate' : 'invalid';
}
