import { defined } from '../../domain/defined.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { ActivityDeps } from '../deps.ts';
import { drawCard } from './card.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { Announcement, ShownCard } from '../ports/messenger.ts';
import type { Addressee } from '../ports/user-records.ts';

/** The card to show, and what is known of the current one. */
export interface CardToShow {
  readonly avatar: AvatarView;
  /** For a user without a row: Telegram's language. */
  readonly language: Language;
  /** It is buried, lost, or should be noticed: send a new message in its place. */
  readonly repost: boolean;
  readonly shown?: CardShown;
  /** The former card's message, to be deleted. */
  readonly former?: number;
}

export type News = Announcement & { readonly language: Language };

/** News that are kept for a user who has blocked the bot: how an avatar or a training ended. */
const kept: ReadonlySet<Announcement['kind']> = new Set(['completed', 'failed', 'expired']);

/** Write to users in their language. Users who blocked the bot are skipped, until they are back: see activities/user-reachability. */
export function createChatActivities({ messenger, records }: Pick<ActivityDeps, 'messenger' | 'records'>) {
  const addressee = async (telegramId: number, language: Language): Promise<Addressee> =>
    (await records.addressee(telegramId)) ?? { language, blocked: false };

  return {
    /** @returns the id of the card's message; null when the user has blocked the bot */
    showCard: ({ avatar, language: said, repost, shown: before, former }: CardToShow): Promise<ShownCard | null> =>
      orSlowDown(async () => {
        const { language, blocked } = await addressee(avatar.telegramId, said);
        if (blocked) return null;
        const how = { language, repost, ...defined({ shown: before, former }) };
        const shown = await drawCard(records, avatar, (latest) => messenger.showCard(latest, how));
        if (!shown) await records.setBlocked(avatar.telegramId, true);
        return shown;
      }),

    /** @returns the id of the sent message; undefined where none was sent */
    announce: (announcement: News): Promise<number | undefined> =>
      orSlowDown(async () => {
        const about = announcement.kind === 'photos_without_avatar' ? null : announcement.avatar;
        const { telegramId } = announcement.kind === 'photos_without_avatar' ? announcement : announcement.avatar;
        const { language, blocked } = await addressee(telegramId, announcement.language);
        const told = blocked ? null : await messenger.announce(announcement, language);
        if (told) return told.messageId;
        if (!blocked) await records.setBlocked(telegramId, true);
        if (about && kept.has(announcement.kind)) await records.keepMissed(about.avatarId, { ...announcement });
        return undefined;
      }),
  };
}
