import { defineEntity, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

const RecentUsageSchema = defineEntity({
  name: 'RecentUsage',
  tableName: 'recent_usage',
  properties: {
    /** From `UserHash`: there is no way from here to the user. */
    userHash: p.text().primary(),
    /** When paid trainings were submitted, ms since the epoch, oldest first. */
    trainings: p.json<readonly number[]>(),
    avatars: p.json<readonly number[]>(),
    /** When the latest of them no longer counts. */
    expiresAt: p.datetime(6),
  },
});

/** What a user had used of the day's limits when their data were deleted. */
export class RecentUsage extends RecentUsageSchema.class {}
RecentUsageSchema.setClass(RecentUsage);

/** A Telegram id as 64 hexadecimal digits, always the same. Without the key nobody can find the id. */
export type UserHash = (telegramId: number) => string;

/** Usage before a deletion that may still count. */
export async function usageBefore(
  em: EntityManager,
  userHash: string,
): Promise<Pick<RecentUsage, 'trainings' | 'avatars'>> {
  const known = await em.findOne(RecentUsage, { userHash, expiresAt: { $gt: new Date() } });
  return known ?? { trainings: [], avatars: [] };
}
