import type { AvatarState } from '../domain/state.ts';
import type { ActivityDeps } from './deps.ts';
import { slowDown } from './failures.ts';
import { SlowDown, type Announcement } from './ports/messenger.ts';

/** Activities that write to people, each in their own language. */
export function createChatActivities({ messenger, records }: Pick<ActivityDeps, 'messenger' | 'records'>) {
  return {
    /** @returns the id of the message that is the card now; null when the person does not want to hear from us */
    showCard: ({ avatar, repost }: { avatar: AvatarState; repost: boolean }) =>
      politely(async () =>
        messenger.showCard(avatar, { language: await records.languageOf(avatar.telegramId), repost }),
      ),

    announce: (announcement: Announcement): Promise<void> =>
      politely(async () => {
        const telegramId =
          announcement.kind === 'photos_without_avatar' ? announcement.telegramId : announcement.avatar.telegramId;
        await messenger.announce(announcement, await records.languageOf(telegramId));
      }),
  };
}

/** Writes, and waits as long as Telegram asks to. */
export async function politely<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw error instanceof SlowDown ? slowDown(error.retryAfterMs) : error;
  }
}
