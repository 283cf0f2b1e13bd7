import { randomInt, randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { PhotoMeasurements } from '../../src/domain/photos/measurements.ts';
import type { NewAvatar, PhotoRecord } from '../../src/activities/ports/records.ts';
import type { AvatarChoices } from '../../src/domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../src/domain/user/profile.ts';
import { connectRecords } from '../../src/entities/orm.ts';
import { keyedUserHash } from '../../src/runtime/user-hash.ts';
import { freshDatabase } from '../support/servers.ts';

/** A database of its own with every migration applied. */
export async function migratedDatabase(): Promise<{ orm: MikroORM; drop: () => Promise<void> }> {
  const database = await freshDatabase();
  const orm = await connectRecords(database.url);
  await orm.migrator.up();
  return {
    orm,
    async drop() {
      await orm.close(true);
      await database.drop();
    },
  };
}

/** The user hash of the process with this token. */
export const userHash = keyedUserHash('123456:token');

/** The promise's error. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  );
  return outcome instanceof Error ? outcome : new Error(String(outcome));
}

/** A new user, with an id of more than 32 bits. */
export function someone(person: Partial<TelegramProfile> = {}): TelegramProfile {
  return { telegramId: randomInt(2 ** 33, 2 ** 40), language: 'ru', firstName: 'Анна', username: 'anna', ...person };
}

export function newAvatar(user: TelegramProfile, choices: Partial<AvatarChoices> = {}): NewAvatar {
  return {
    avatarId: randomUUID(),
    user,
    choices: { name: 'Анна', gender: 'female', avatarType: 'character', trainingType: 'portrait', ...choices },
    avatarsADay: 0,
  };
}

/** A photo that was found valid. */
export function validPhoto(avatarId: string, number: number, changes: Partial<PhotoRecord> = {}): PhotoRecord {
  return {
    avatarId,
    photo: {
      number,
      fileId: `file-${number}`,
      fileUniqueId: `unique-${number}`,
      messageId: 100 + number,
      verdict: 'pending',
    },
    fileSize: 123_456,
    fileHash: `hash-${number}`,
    measurements: measured(number),
    quality: 0.8,
    minioKey: `avatars/${avatarId}/photos/${number}.jpg`,
    ...changes,
  };
}

/** Measurements of a photo that looks like no other with a number below 16. */
export function measured(number: number, changes: Partial<PhotoMeasurements> = {}): PhotoMeasurements {
  return {
    format: 'png',
    width: 1024,
    height: 768,
    turned: 0,
    faces: [],
    sharpness: 100,
    luma: 120,
    perceptualHash: number.toString(16).slice(-1).repeat(16),
    variantHashes: [],
    ...changes,
  };
}
