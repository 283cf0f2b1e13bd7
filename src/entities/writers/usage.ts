import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { counted, DAY_MS, merged, recent, type Counted, type DayLimits } from '../../domain/limits/limits.ts';
import { RecentUsage, usageBefore } from '../tables/recent-usage.ts';
import { TrainerRequest } from '../tables/trainer-request.ts';
import { User } from '../tables/user-and-avatar.ts';
import type { DeletionRecords } from '../../activities/ports/person-records.ts';

export function createUsageRecords(orm: MikroORM): Pick<DeletionRecords, 'pruneUsage'> {
  return {
    pruneUsage: () => orm.em.fork().nativeDelete(RecentUsage, { expiresAt: { $lte: new Date() } }),
  };
}

/** When the user's trainings of the last day were submitted, by the existing rows, ms since the epoch, oldest first. */
export async function paidTrainings(em: EntityManager, telegramId: number, now: number): Promise<TrainerRequest[]> {
  const recentOnes = { createdAt: { $gt: new Date(now - DAY_MS) } };
  return em.find(
    TrainerRequest,
    { telegramId, purpose: 'training', isFree: false, ...recentOnes },
    { orderBy: { createdAt: 'asc' } },
  );
}

/** Called before the rows are deleted: keeps what the limits need for the rest of the day. A repeated call keeps the same. */
export async function keepUsage(
  em: EntityManager,
  { telegramId, userHash, limits }: { telegramId: number; userHash: string; limits: DayLimits },
): Promise<Counted> {
  const now = Date.now();
  const before = await usageBefore(em, userHash);
  const user = await em.findOne(User, { telegramId });
  const sent = await paidTrainings(em, telegramId, now);
  const times = (old: readonly number[], fresh: readonly number[], aDay: number) =>
    aDay === 0 ? [] : recent(merged(old, fresh), now);
  const submitted = sent.map(({ createdAt }) => createdAt.getTime());
  const trainings = times(before.trainings, submitted, limits.trainingsADay);
  const avatars = times(before.avatars, user?.recentAvatars ?? [], limits.avatarsADay);
  const latest = Math.max(...trainings, ...avatars);
  if (Number.isFinite(latest)) {
    await em.upsert(RecentUsage, { userHash, trainings, avatars, expiresAt: new Date(latest + DAY_MS) });
  } else await em.nativeDelete(RecentUsage, { userHash });
  return counted({ trainings: trainings.length > 0, avatars: avatars.length > 0 });
}
