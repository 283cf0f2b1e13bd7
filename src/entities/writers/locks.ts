import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Serialises whatever starts for a user with the deletion of their data, whether the user has a row or not. Held until
 * the transaction ends; take it before any other lock.
 */
export async function lockPerson(em: EntityManager, telegramId: number): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [telegramId]);
}
