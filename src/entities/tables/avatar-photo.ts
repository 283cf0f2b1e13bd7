import { defineEntity, p } from '@mikro-orm/core';
import { validationStatuses } from '../../domain/avatar/avatar.ts';
import type { PhotoMeasurements } from '../../domain/photos/measurements.ts';
import type { PhotoFinding, PhotoRefusal } from '../../domain/photos/photo.ts';
import { Avatar, User } from './user-and-avatar.ts';

interface PhotoMetadata {
  readonly finding?: PhotoFinding;
  readonly measurements?: PhotoMeasurements;
  /** Distance of its face from the set's other photos: domain/photos/resemblance.ts. */
  readonly faceDistance?: number;
}

const AvatarPhotoSchema = defineEntity({
  name: 'AvatarPhoto',
  tableName: 'avatar_photos',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    avatar: () => p.manyToOne(Avatar).deleteRule('cascade').index(),
    user: () => p.manyToOne(User).deleteRule('restrict').index(),
    number: p.integer(),
    fileId: p.text(),
    fileUniqueId: p.text(),
    messageId: p.integer(),
    albumId: p.text().strictNullable(),
    validationStatus: p.enum(validationStatuses).nativeEnumName('photo_validation_status').default('pending'),
    /** Checks of a pending photo that have begun since a worker died of one. */
    checksBegun: p.integer().default(0),
    refusal: p.text().$type<PhotoRefusal>().strictNullable(),
    minioKey: p.text().strictNullable(),
    /** SHA-256 of the bytes as received, hex. */
    fileHash: p.text().strictNullable(),
    /** Bytes as received. */
    fileSize: p.integer().strictNullable(),
    /** px, as stored. */
    width: p.integer().strictNullable(),
    height: p.integer().strictNullable(),
    hasFace: p.boolean().strictNullable(),
    /** 0–1. */
    qualityScore: p.double().strictNullable(),
    perceptualHash: p.text().strictNullable(),
    /** Measurements and findings, with their numbers. */
    photoMetadata: p.json<PhotoMetadata>().defaultRaw(`'{}'`),
    createdAt: p.datetime(6).defaultRaw('now()'),
    /** The photo that stays when the others are removed. */
    isCover: p.boolean().default(false),
    /** When a valid photo of a completed avatar was removed, and what identified it was cleared. */
    removedAt: p.datetime(6).strictNullable(),
  },
  uniques: [
    { properties: ['avatar', 'number'] },
    {
      name: 'avatar_photos_valid_hash_unique',
      properties: ['avatar', 'fileHash'],
      where: `validation_status = 'valid'`,
    },
    { name: 'avatar_photos_cover_unique', properties: ['avatar'], where: 'is_cover' },
  ],
  checks: [
    {
      name: 'avatar_photos_valid_is_stored_check',
      expression: `validation_status <> 'valid' or removed_at is not null or (minio_key is not null and file_hash is not null)`,
    },
  ],
});

export class AvatarPhoto extends AvatarPhotoSchema.class {}
AvatarPhotoSchema.setClass(AvatarPhoto);
