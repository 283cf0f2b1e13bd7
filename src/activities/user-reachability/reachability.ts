import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { Announcement } from '../ports/messenger.ts';

export function createReachabilityActivities({ records, messenger }: Pick<ActivityDeps, 'records' | 'messenger'>) {
  return {
    saveBlocked: ({ telegramId, blocked }: { telegramId: number; blocked: boolean }): Promise<void> =>
      records.setBlocked(telegramId, blocked),

    /** The user's avatars that are not over, oldest first. */
    livingAvatars: ({ telegramId }: { telegramId: number }): Promise<string[]> => records.livingAvatars(telegramId),

    /** Sends the news that could not be sent. After a crash it may send one twice; it loses none. */
    async tellMissed({ telegramId }: { telegramId: number }): Promise<void> {
      for (const { avatarId, news } of await records.missedNews(telegramId)) {
        const addressee = await records.addressee(telegramId);
        if (!addressee || addressee.blocked) return;
        // As `announce` kept it. oxlint-disable-next-line typescript/no-unsafe-type-assertion
        const announcement = news as unknown as Announcement;
        const told = await orSlowDown(() => messenger.announce(announcement, addressee.language));
        if (!told) return records.setBlocked(telegramId, true);
        await records.forgetMissed(avatarId);
      }
    },
  };
}
