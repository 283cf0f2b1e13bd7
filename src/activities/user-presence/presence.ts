import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { Announcement } from '../ports/messenger.ts';

/** Activities about people who block the bot, and come back. */
export function createPresenceActivities({ records, messenger }: Pick<ActivityDeps, 'records' | 'messenger'>) {
  return {
    saveBlocked: ({ telegramId, blocked }: { telegramId: number; blocked: boolean }): Promise<void> =>
      records.setBlocked(telegramId, blocked),

    /** The person's avatars whose life goes on, oldest first. */
    livingAvatars: ({ telegramId }: { telegramId: number }): Promise<string[]> => records.livingAvatars(telegramId),

    /** Tells what could not be told. Repeated after a crash, it may tell one thing twice, and loses none. */
    async tellMissed({ telegramId }: { telegramId: number }): Promise<void> {
      for (const { avatarId, news } of await records.missedNews(telegramId)) {
        const addressee = await records.addressee(telegramId);
        if (!addressee || addressee.blocked) return;
        // As `announce` kept it.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        const announcement = news as unknown as Announcement;
        const told = await orSlowDown(() => messenger.announce(announcement, addressee.language));
        if (!told) return records.setBlocked(telegramId, true);
        await records.forgetMissed(avatarId);
      }
    },
  };
}
