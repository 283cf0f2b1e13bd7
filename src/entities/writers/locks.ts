import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Puts what begins for a person, and the deletion of their data, one after the other, whether there is a row of theirs or not.
 * Held until the transaction ends; taken before any other lock.
 */
export async function lockPerson(em: EntityManager, telegramId: number): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(?)', [telegramId]);
}
