import type { Language } from '../../domain/avatar/avatar.ts';
import type { ActivityDeps } from '../deps.ts';
import { addresseeOf } from '../lib/addressee.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { Announcement } from '../ports/messenger.ts';

export type News = Announcement & { readonly language: Language };

/** News that are kept for a user who has blocked the bot: how an avatar or a training ended. */
const kept: ReadonlySet<Announcement['kind']> = new Set(['completed', 'failed', 'expired']);

/** Writes to users in their language. Users who blocked the bot are skipped, until they are back: see activities/user-reachability. */
export function createChatActivities({ messenger, records }: Pick<ActivityDeps, 'messenger' | 'records'>) {
  return {
    /** @returns the id of the sent message; undefined where none was sent */
    announce: (announcement: News): Promise<number | undefined> =>
      orSlowDown(async () => {
        const about = announcement.kind === 'photos_without_avatar' ? null : announcement.avatar;
        const { telegramId } = announcement.kind === 'photos_without_avatar' ? announcement : announcement.avatar;
        const { language, blocked } = await addresseeOf(records, telegramId, announcement.language);
        const told = blocked ? null : await messenger.announce(announcement, language);
        if (told) return told.messageId;
        if (!blocked) await records.setBlocked(telegramId, true);
        if (about && kept.has(announcement.kind)) await records.keepMissed(about.avatarId, { ...announcement });
        return undefined;
      }),
  };
}
