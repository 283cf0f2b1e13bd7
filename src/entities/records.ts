import type { MikroORM } from '@mikro-orm/postgresql';
import type { UserHash } from './tables/recent-usage.ts';
import type { Records } from '../activities/ports/records.ts';
import { createCardRecords } from './writers/cards.ts';
import { createAvatarRecords } from './writers/avatars.ts';
import { createDeletionRecords } from './writers/deletion.ts';
import { createKnownRecords } from './writers/known.ts';
import { createMainAvatarRecords } from './writers/main-avatar.ts';
import { createFocusRecords } from './writers/focus.ts';
import { createPhotoRecords } from './writers/photos.ts';
import { createLimitRecords } from './writers/limits.ts';
import { createRetentionRecords } from './writers/retention.ts';
import { createUserRecords } from './writers/users.ts';
import { createTrainingRecords } from './writers/trainings.ts';

/**
 * Rows in PostgreSQL. Each call has its own entity manager, and is one statement or one transaction. Transactions lock
 * the user's row before the avatar's, so that no two deadlock. Inserting a row that references a user locks that user,
 * too: lock the user first when inserting after the avatar's lock.
 */
export function createRecords(orm: MikroORM, userHash: UserHash): Records {
  return {
    ...createFocusRecords(orm),
    ...createAvatarRecords(orm, userHash),
    ...createCardRecords(orm),
    ...createMainAvatarRecords(orm),
    ...createPhotoRecords(orm),
    ...createRetentionRecords(orm),
    ...createTrainingRecords(orm),
    ...createKnownRecords(orm),
    ...createUserRecords(orm),
    ...createDeletionRecords(orm, userHash),
    ...createLimitRecords(orm, userHash),
  };
}
