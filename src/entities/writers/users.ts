import { sql, type MikroORM } from '@mikro-orm/postgresql';
import { actionsByStatus } from '../../domain/avatar/lifecycle.ts';
import { avatarStatuses } from '../../domain/avatar/avatar.ts';
import { Avatar, languageOfUser, User } from '../tables/user-and-avatar.ts';
import type { UserRecords } from '../../activities/ports/user-records.ts';
import { isBeingDeleted } from './deletion.ts';
import { lockUser } from './locks.ts';

/** An avatar in one of these waits for something; `completed` and `cancelled` are over. */
const livingStatuses = avatarStatuses.filter(
  (status) => actionsByStatus[status].includes('cancel') || status === 'error',
);

export function createUserRecords(orm: MikroORM): UserRecords {
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
        await lockUser(tx, telegramId);
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
  };
}
