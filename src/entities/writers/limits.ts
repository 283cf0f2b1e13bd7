import { LockMode, sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import {
  counted,
  DAY_MS,
  merged,
  nextOneAt,
  pace,
  recent,
  type Counted,
  type DayLimits,
} from '../../domain/limits/limits.ts';
import type { TrainingKind } from '../../domain/training/trainers.ts';
import { RecentUsage, usageBefore, type UserHash } from '../tables/recent-usage.ts';
import { TrainerRequest } from '../tables/trainer-request.ts';
import { Training } from '../tables/training.ts';
import { Avatar, User } from '../tables/user-and-avatar.ts';
import type { LimitRecords } from '../../activities/ports/user-records.ts';
import { RowsLost } from '../../activities/ports/records.ts';

export function createLimitRecords(orm: MikroORM, userHash: UserHash): LimitRecords {
  return {
    claimTraining: ({ avatarId, telegramId, atOnce, aDay, ended }) =>
      orm.em.fork().transactional(async (em) => {
        // Lock the user's row: when two avatars claim the last slot, the second sees the first.
        const user = await em.findOne(User, { telegramId }, { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE });
        if (!user || (await em.count(Avatar, { id: avatarId, user: user.id })) === 0) throw new RowsLost(avatarId);
        const holders = await em.find(
          Avatar,
          {
            user: user.id,
            id: { $nin: [avatarId, ...ended] },
            $or: [{ status: 'training' }, { trainingClaimedAt: { $ne: null } }],
          },
          { fields: ['status', 'trainingStartedAt', 'trainingClaimedAt'] },
        );
        const now = Date.now();
        const nextAt = nextOneAt(await trainedAt(em, telegramId, userHash(telegramId), holders, now), aDay, now);
        if (nextAt !== null) return { nextAt };
        if (atOnce > 0 && holders.length >= atOnce) {
          const kinds = await kindsOf(em, holders);
          return {
            holders: holders.map(({ id, status, trainingStartedAt: at }) => {
              const kind = kinds.get(id);
              const begun = status === 'training' && at !== null && kind;
              return { avatarId: id, ...(begun && { training: { ...kind, startedAt: at.getTime() } }) };
            }),
          };
        }
        await em.nativeUpdate(Avatar, { id: avatarId, user: user.id }, { trainingClaimedAt: sql.now() });
        return null;
      }),

    async releaseTraining(avatarId) {
      const unused = { id: avatarId, status: { $ne: 'training' as const } };
      await orm.em.fork().nativeUpdate(Avatar, unused, { trainingClaimedAt: null });
    },

    takePhotos: (telegramId, wanted, perMinute) =>
      orm.em.fork().transactional(async (em) => {
        const user = await em.findOne(
          User,
          { telegramId },
          { fields: ['photosPacedUntil'], lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        if (!user) return { granted: wanted, waitMs: 0 };
        const now = Date.now();
        const { granted, waitMs, pacedUntil } = pace(wanted, perMinute, user.photosPacedUntil?.getTime() ?? 0, now);
        await em.nativeUpdate(User, { telegramId }, { photosPacedUntil: new Date(pacedUntil) });
        return { granted, waitMs };
      }),

    pruneUsage: () => orm.em.fork().nativeDelete(RecentUsage, { expiresAt: { $lte: new Date() } }),
  };
}

/**
 * When the user's trainings of the last day began, ms since the epoch, oldest first: all that were or may have been
 * paid, including those of deleted avatars, and claims that were not submitted so far.
 */
async function trainedAt(
  em: EntityManager,
  telegramId: number,
  userHash: string,
  holders: readonly Pick<Avatar, 'id' | 'trainingClaimedAt'>[],
  now: number,
): Promise<number[]> {
  const before = await usageBefore(em, userHash);
  const paid = await paidTrainings(em, telegramId, now);
  const claims = holders.flatMap(({ id, trainingClaimedAt: at }) =>
    at === null || paid.some(({ avatarId, createdAt }) => avatarId === id && createdAt >= at) ? [] : [at.getTime()],
  );
  const submitted = paid.map(({ createdAt }) => createdAt.getTime());
  return [...merged(before.trainings, submitted), ...claims].toSorted((one, other) => one - other);
}

async function kindsOf(em: EntityManager, avatars: readonly Pick<Avatar, 'id'>[]): Promise<Map<string, TrainingKind>> {
  const trainings = await em.find(
    Training,
    { avatar: { $in: avatars.map(({ id }) => id) } },
    { fields: ['avatar', 'trainer', 'preset', 'falMode'], orderBy: { attempt: 'asc' } },
  );
  return new Map(
    trainings.map(({ avatar, trainer, preset, falMode }) => [avatar.id, { trainer, preset, falMode }] as const),
  );
}

/** When the user's trainings of the last day were submitted, by the existing rows, ms since the epoch, oldest first. */
async function paidTrainings(em: EntityManager, telegramId: number, now: number): Promise<TrainerRequest[]> {
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
