import { Context } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import { withHeartbeats } from '../lib/heartbeats.ts';
import { keys } from '../lib/storage-keys.ts';

/** In a heartbeat: the avatar was the person's, and its deletion has begun. */
const DELETING = 'deleting';

/** The end of everything of one avatar. */
export function createAvatarDeletionActivities({
  records,
  storage,
  runs,
}: Pick<ActivityDeps, 'records' | 'storage' | 'runs'>) {
  return {
    /**
     * Deletes all that is kept of an avatar: objects, then rows. An attempt that was cut short is gone on with, whether its rows
     * are there still or not.
     * @returns false: no such avatar of this person's
     */
    async deleteAvatar({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<boolean> {
      const isUnderWay = Context.current().info.heartbeatDetails === DELETING;
      const isTheirs = await records.beginAvatarDeletion(avatarId, telegramId);
      if (!isTheirs && !isUnderWay) return false;
      return withHeartbeats(
        async () => {
          // Nothing is left for it to do.
          await runs.callOffRemoval(avatarId);
          await storage.removeAll(keys.avatar(avatarId));
          await records.deleteAvatar(avatarId, telegramId);
          // What was stored meanwhile: from here on no row can name anything, and who finds that out removes it.
          await storage.removeAll(keys.avatar(avatarId));
          await storage.remove(keys.owner(telegramId, avatarId));
          return true;
        },
        () => DELETING,
      );
    },
  };
}
