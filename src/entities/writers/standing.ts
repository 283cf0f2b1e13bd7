import { LockMode, sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { actionsByStatus } from '../../domain/avatar/lifecycle.ts';
import { avatarStatuses } from '../../domain/avatar/avatar.ts';
import type { TrainingKind } from '../../domain/training/trainers.ts';
import { merged, nextOneAt, pace } from '../../domain/limits/limits.ts';
import { usageBefore, type UserHash } from '../tables/recent-usage.ts';
import { Training } from '../tables/training.ts';
import { Avatar, languageOfUser, User } from '../tables/user-and-avatar.ts';
import type { StandingRecords } from '../../activities/ports/person-records.ts';
import { RowsLost } from '../../activities/ports/records.ts';
import { isBeingDeleted } from './deletion.ts';
import { lockPerson } from './locks.ts';
import { paidTrainings } from './usage.ts';

/** An avatar in one of these waits for something; `completed` and `cancelled` are over. */
const livingStatuses = avatarStatuses.filter(
  (status) => actionsByStatus[status].includes('cancel') || status === 'error',
);

export function createStandingRecords(orm: MikroORM, userHash: UserHash): StandingRecords {
  return {
    async addressee(telegramId) {
      const fields = ['language', 'chosenLanguage', 'blockedAt'] as const;
      const user = await orm.em.fork().findOne(User, { telegramId }, { fields });
      return user && { language: languageOfUser(user), blocked: user.blockedAt !== null };
    },

    async setBlocked(telegramId, blocked) {
      const blockedAt = blocked ? sql`coalesce(blocked_at, now())` : null;
      await orm.em.fork().nativeUpdate(User, { telegramId }, { blockedAt });
    },

    async saveLanguage({ telegramId, language, firstName, username }, chosen) {
      const em = orm.em.fork();
      if (chosen === null) {
        await em.nativeUpdate(User, { telegramId }, { language });
        return;
      }
      await em.transactional(async (tx) => {
        await lockPerson(tx, telegramId);
        if (await isBeingDeleted(tx, telegramId)) return;
        // The user may be unknown. Existing values stay.
        await tx.upsert(
          User,
          { telegramId, language, chosenLanguage: chosen, firstName, username: username ?? null },
          { onConflictFields: ['telegramId'], onConflictMergeFields: ['chosenLanguage'] },
        );
      });
    },

    async keepMissed(avatarId, news) {
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId }, { missedNews: news });
    },

    async missedNews(telegramId) {
      const rows = await orm.em
        .fork()
        .find(
          Avatar,
          { user: { telegramId }, missedNews: { $ne: null } },
          { fields: ['missedNews'], orderBy: { updatedAt: 'asc' } },
        );
      return rows.flatMap(({ id, missedNews: news }) => (!news ? [] : [{ avatarId: id, news }]));
    },

    async forgetMissed(avatarId) {
      await orm.em.fork().nativeUpdate(Avatar, { id: avatarId }, { missedNews: null });
    },

    async livingAvatars(telegramId) {
      const living = { user: { telegramId }, status: { $in: livingStatuses } };
      const rows = await orm.em.fork().find(Avatar, living, { fields: ['id'], orderBy: { createdAt: 'asc' } });
      return rows.map(({ id }) => id);
    },

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
