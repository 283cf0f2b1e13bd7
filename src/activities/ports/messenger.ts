import type { Language } from '../../domain/avatar/avatar.ts';
import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { Decided } from '../../domain/avatar/decision.ts';
import type { DeletionReceipt } from '../../domain/user/deletion.ts';
import type { PhotoReport } from '../../domain/photos/report.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';

/** What must be noticed, and so is a message of its own. */
export type Announcement =
  | {
      readonly kind: 'completed' | 'failed' | 'expiry_near' | 'expired' | 'late_photos' | 'overdue';
      readonly avatar: AvatarView;
    }
  | ({
      readonly kind: 'decided';
      readonly avatar: AvatarView;
      /** The message in which the person was asked: it shows what was decided from then on. */
      readonly questionId?: number;
    } & Decided)
  | {
      readonly kind: 'photos_without_avatar';
      readonly telegramId: number;
      readonly count: number;
      /** More than can wait: they were not kept. */
      readonly over?: number;
    };

/** The message that is an avatar's card, and what it shows. */
export interface ShownCard {
  readonly messageId: number;
  readonly shown: CardShown;
  /** A message that was the card before, and could not be taken away for now. */
  readonly left?: number;
}

/** How the making of an avatar's first pictures ended. */
export interface PreviewNews {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly name: string;
  /** Pictures to be sent, at most ten: JPEG, or what Telegram calls them where they were sent before. */
  readonly pictures: readonly (Uint8Array | string)[];
  /** How many there were to be. */
  readonly wanted: number;
  /** Those that are missing may be asked for again. */
  readonly mayTryAgain: boolean;
}

/** A look at the photos of an avatar. */
export interface PhotoReviewPicture {
  readonly avatarId: string;
  readonly telegramId: number;
  /** The message that is to show it; absent: a new one. */
  readonly messageId?: number;
  /** A message to be taken away once the new one is there. */
  readonly replaces?: number;
  /** JPEG. */
  readonly picture: Uint8Array;
  /** Numbers of the photos there are. */
  readonly numbers: readonly number[];
  /** Of the one that is shown; absent: all are, on one sheet. */
  readonly number?: number;
  readonly report: PhotoReport;
  /** Numbers of removed photos that may come back, the latest first. */
  readonly removed: readonly number[];
  readonly mayRemove: boolean;
}

/** Writes to people. */
export interface Messenger {
  /**
   * Shows the avatar's card: edits the message where there is one, else sends it. Nothing is sent of a card that shows it already.
   * @param repost a new message takes the card's place, and the old one is taken away
   * @param shown what the card shows
   * @param former a message that was the card before: it is taken away
   * @returns null when the person has blocked the bot
   * @throws {SlowDown} when Telegram asks to wait
   */
  showCard(
    avatar: AvatarView,
    options: { language: Language; repost: boolean; shown?: CardShown; former?: number },
  ): Promise<ShownCard | null>;
  /**
   * Shows photos in a message of their own: edits it where there is one, else sends it.
   * @returns the id of the message; null when the person has blocked the bot
   * @throws {SlowDown} when Telegram asks to wait
   */
  showPhotos(review: PhotoReviewPicture, language: Language): Promise<{ messageId: number } | null>;
  /**
   * Sends the pictures: two or more as an album, one alone, and words where there are none.
   * @returns what Telegram calls them, in their order; null when the person has blocked the bot, or left
   * @throws {SlowDown} when Telegram asks to wait
   * @throws {UnknownPicture} when Telegram does not know what it is to send again: nothing was sent
   */
  sendPreviews(news: PreviewNews, language: Language): Promise<readonly string[] | null>;
  /**
   * @returns the message that was sent, if any; null when the person has blocked the bot, or left
   * @throws {SlowDown} when Telegram asks to wait
   */
  announce(announcement: Announcement, language: Language): Promise<{ readonly messageId?: number } | null>;
  /**
   * Shows the menu of commands in the person's chat in this language, whatever Telegram's own is.
   * @throws {SlowDown} when Telegram asks to wait
   */
  showCommands(telegramId: number, language: Language): Promise<void>;
  /**
   * Says that all that was kept of a person is gone, to whoever has not blocked the bot.
   * @param historyKeptMs how long ended runs can be looked at; null where it is not known
   * @throws {SlowDown} when Telegram asks to wait
   */
  receipt(
    telegramId: number,
    receipt: DeletionReceipt,
    language: Language,
    historyKeptMs: number | null,
  ): Promise<void>;
}

/** Thrown when Telegram answers 429. */
export class SlowDown extends Error {
  override readonly name = 'SlowDown';
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super(`Telegram asks to wait ${retryAfterMs} ms`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown when Telegram does not know a file by its id: another bot has sent it. */
export class UnknownPicture extends Error {
  override readonly name = 'UnknownPicture';
}
