import { defined } from '../../domain/defined.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';
import type { Announcement, ShownCard } from '../ports/messenger.ts';
import type { Addressee } from '../ports/person-records.ts';

/** The card as it is to be, and what is known of the one that is there. */
export interface CardToShow {
  readonly avatar: AvatarView;
  /** Of somebody whom the records do not know: what Telegram said of them. */
  readonly language: Language;
  /** It is buried, lost, or to be noticed: a new message takes its place. */
  readonly repost: boolean;
  /** What it shows now. */
  readonly shown?: CardShown;
  /** A message that was the card before, and is to go. */
  readonly former?: number;
}

/** `language`: as of a card. */
export type News = Announcement & { readonly language: Language };

/** News that are told later to a person who could not be told: how a life or a training ended. */
const kept: ReadonlySet<Announcement['kind']> = new Set(['completed', 'failed', 'expired']);

/**
 * Activities that write to people, each in their own language. Users who blocked the bot are skipped, until they
 * are back: see activities/user-presence.
 */
export function createChatActivities({ messenger, records }: Pick<ActivityDeps, 'messenger' | 'records'>) {
  const addressee = async (telegramId: number, language: Language): Promise<Addressee> =>
    (await records.addressee(telegramId)) ?? { language, blocked: false };

  return {
    /** @returns the id of the message that is the card now; null when the person does not want to hear from us */
    showCard: ({ avatar, language: said, repost, shown: before, former }: CardToShow): Promise<ShownCard | null> =>
      orSlowDown(async () => {
        const { language, blocked } = await addressee(avatar.telegramId, said);
        if (blocked) return null;
        const shown = await messenger.showCard(avatar, {
          language,
          repost,
          ...defined({ shown: before, former }),
        });
        if (!shown) await records.setBlocked(avatar.telegramId, true);
        return shown;
      }),

    /** @returns the id of the message that was sent; undefined where none was */
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
