import { Context } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { keys } from '../lib/storage-keys.ts';

/** In a heartbeat: the avatar was the user's, and its deletion has begun. */
const DELETING = 'deleting';

export function createAvatarDeletionActivities({
  records,
  storage,
  runs,
}: Pick<ActivityDeps, 'records' | 'storage' | 'runs'>) {
  return {
    /**
     * Deletes everything of an avatar: objects, then rows. Continues an interrupted attempt, whether its rows are still
     * there or not.
     * @returns false: the user has no such avatar
     */
    async deleteAvatar({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> {
      const isUnderWay = Context.current().info.heartbeatDetails === DELETING;
      const isTheirs = await records.beginAvatarDeletion(avatarId, telegramId);
      if (!isTheirs && !isUnderWay) return false;
      return withHeartbeats(
        async () => {
          // The retention run has nothing left to do.
          await runs.callOffRemoval(avatarId);
          await storage.removeAll(keys.avatar(avatarId));
          await records.deleteAvatar(avatarId, telegramId);
          // Objects stored meanwhile: from here on no row can name one, and the code that finds that out removes it.
          await storage.removeAll(keys.avatar(avatarId));
          await storage.remove(keys.owner(telegramId, avatarId));
          return true;
        },
        () => DELETING,
      );
    },
  };
}
