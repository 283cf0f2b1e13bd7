import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

const RecentUsageSchema = defineEntity({
  name: 'RecentUsage',
  tableName: 'recent_usage',
  properties: {
    /** Whose it is, by `UserHash`: no row points here, and from here none can be found. */
    userHash: p.text().primary(),
    /** When the trainings that cost money were submitted, ms since the epoch, oldest first. */
    trainings: p.json<readonly number[]>(),
    /** When avatars were begun, likewise. */
    avatars: p.json<readonly number[]>(),
    /** When the latest of them counts no more. */
    expiresAt: p.datetime(6),
  },
});

/** What a user who had everything deleted had used of a day's limits. */
export class RecentUsage extends RecentUsageSchema.class {}
RecentUsageSchema.setClass(RecentUsage);

/** A Telegram id as 64 hexadecimal digits, the same ones each time. Without the key nobody can tell whose they are. */
export type UserHash = (telegramId: number) => string;

/** What was used before everything was deleted, as far as it may still count. */
export async function usageBefore(
  em: EntityManager,
  userHash: string,
): Promise<Pick<RecentUsage, 'trainings' | 'avatars'>> {
  const known = await em.findOne(RecentUsage, { userHash, expiresAt: { $gt: new Date() } });
  return known ?? { trainings: [], avatars: [] };
}
