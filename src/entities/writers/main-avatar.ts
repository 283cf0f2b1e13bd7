import { sql, type EntityManager, type MikroORM } from '@mikro-orm/postgresql';
import { Avatar, User } from '../tables/user-and-avatar.ts';
import type { Records } from '../../activities/ports/records.ts';

export function createMainAvatarRecords(orm: MikroORM): Pick<Records, 'chooseMain'> {
  return {
    async chooseMain(avatarId, telegramId) {
      const owner = { telegramId, avatars: { id: avatarId, status: 'completed' as const } };
      return (await orm.em.fork().nativeUpdate(User, owner, { mainAvatar: avatarId, updatedAt: sql.now() })) > 0;
    },
  };
}

/** A completed avatar becomes the main one where its user has none. */
export async function becomeMain(em: EntityManager, avatarId: string): Promise<void> {
  await em.nativeUpdate(User, { avatars: { id: avatarId }, mainAvatar: null }, { mainAvatar: avatarId });
}

/** When the main avatar goes, the last completed one takes its place, if there is another. */
export async function passOnMain(em: EntityManager, avatarId: string, telegramId: number): Promise<void> {
  const [next] = await em.find(
    Avatar,
    { user: { telegramId }, status: 'completed', id: { $ne: avatarId } },
    { fields: ['id'], orderBy: { completedAt: 'desc nulls last', id: 'desc' }, limit: 1 },
  );
  await em.nativeUpdate(User, { telegramId, mainAvatar: avatarId }, { mainAvatar: next?.id ?? null });
}
