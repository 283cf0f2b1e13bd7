import type { MikroORM } from '@mikro-orm/postgresql';
import type { UserHash } from '../../entities/recent-usage.ts';
import type { Records } from '../ports/records.ts';
import { createAvatarRecords } from './mikro-orm/avatars.ts';
import { createDeletionRecords } from './mikro-orm/deletion.ts';
import { createKnownRecords } from './mikro-orm/known.ts';
import { createMainAvatarRecords } from './mikro-orm/main-avatar.ts';
import { createPersonRecords } from './mikro-orm/persons.ts';
import { createPhotoRecords } from './mikro-orm/photos.ts';
import { createUsageRecords } from './mikro-orm/recent-usage.ts';
import { createRetentionRecords } from './mikro-orm/retention.ts';
import { createStandingRecords } from './mikro-orm/standing.ts';
import { createTrainingRecords } from './mikro-orm/trainings.ts';

/**
 * Rows in PostgreSQL. Each call has an entity manager of its own, and is one statement or one transaction.
 * Transactions lock the person's row before the avatar's, so that no two of them wait for each other. A new row that points to a
 * person locks theirs, too: who adds one after the avatar's lock locks the person first.
 */
export function createRecords(orm: MikroORM, userHash: UserHash): Records {
  return {
    ...createPersonRecords(orm),
    ...createAvatarRecords(orm, userHash),
    ...createMainAvatarRecords(orm),
    ...createPhotoRecords(orm),
    ...createRetentionRecords(orm),
    ...createTrainingRecords(orm),
    ...createKnownRecords(orm),
    ...createStandingRecords(orm, userHash),
    ...createDeletionRecords(orm, userHash),
    ...createUsageRecords(orm),
  };
}
