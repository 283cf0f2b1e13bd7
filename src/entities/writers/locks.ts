import type { EntityManager } from '@mikro-orm/postgresql';

/** Serialises new work for a user with the deletion of their data, with or without a row. Take it before any other lock of the transaction. */
export async function lockUser(em: EntityManager, telegramId: number): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [telegramId]);
}
