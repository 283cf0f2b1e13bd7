import { sql, type MikroORM } from '@mikro-orm/postgresql';
import { Avatar, User } from '../tables/user-and-avatar.ts';
import type { Records } from '../../activities/ports/records.ts';

export function createFocusRecords(orm: MikroORM): Pick<Records, 'focus' | 'keepName' | 'openAvatarOf'> {
  return {
    async focus(avatarId, telegramId, what) {
      const owner = { telegramId, avatars: { id: avatarId } };
      const found = await orm.em.fork().nativeUpdate(User, owner, {
        ...(what === 'photos' ? openedBy(avatarId) : { namingAvatar: avatarId }),
        updatedAt: sql.now(),
      });
      return found > 0;
    },

    async keepName(avatarId, telegramId) {
      await orm.em.fork().nativeUpdate(User, { telegramId, namingAvatar: avatarId }, { namingAvatar: null });
      return (await orm.em.fork().count(Avatar, { id: avatarId, user: { telegramId } })) > 0;
    },

    async openAvatarOf(telegramId) {
      const user = await orm.em.fork().findOne(User, { telegramId }, { fields: ['openAvatar'] });
      return user?.openAvatar?.id ?? null;
    },
  };
}

/** An avatar in focus takes the photos, and no other avatar waits for its name any longer. */
export function openedBy(avatarId: string) {
  return {
    openAvatar: avatarId,
    namingAvatar: sql`case when naming_avatar_id = ${avatarId} then naming_avatar_id end`,
  };
}
