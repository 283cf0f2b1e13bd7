import type { Language } from '../../domain/avatar/avatar.ts';
import type { CardShown } from '../../domain/avatar/card-shown.ts';
import type { Decided } from '../../domain/avatar/decision.ts';
import type { DeletionReceipt } from '../../domain/user/deletion.ts';
import type { PhotoReport } from '../../domain/photos/report.ts';
import type { AvatarNewsKind } from '../../domain/avatar/news.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';

/** Something the user should notice: a message of its own. */
export type Announcement =
  | {
      readonly kind: AvatarNewsKind;
      readonly avatar: AvatarView;
    }
  | ({
      readonly kind: 'decided';
      readonly avatar: AvatarView;
      /** The message with the question: it is edited to show the decision. */
      readonly questionId?: number;
    } & Decided)
  | {
      readonly kind: 'photos_without_avatar';
      readonly telegramId: number;
      readonly count: number;
      /** How many photos were not kept, because too many were waiting. */
      readonly over?: number;
    };

/** The message that is the avatar's card, and what it shows. */
export interface ShownCard {
  readonly messageId: number;
  readonly shown: CardShown;
  /** The former card's message, where it could not be deleted for now. */
  readonly left?: number;
}

export interface PreviewNews {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly name: string;
  /** At most ten: JPEG, or Telegram's file_id where the picture was sent before. */
  readonly pictures: readonly (Uint8Array | string)[];
  readonly wanted: number;
  readonly mayTryAgain: boolean;
}

export interface PhotoReviewPicture {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly messageId?: number;
  /** A message to delete once the new one is there. */
  readonly replaces?: number;
  readonly picture: Uint8Array;
  readonly numbers: readonly number[];
  /** The shown photo; absent: all of them, on one sheet. */
  readonly number?: number;
  readonly report: PhotoReport;
  /** Numbers of removed photos that may come back, latest first. */
  readonly removed: readonly number[];
  readonly mayRemove: boolean;
}

export interface Messenger {
  /**
   * Edits the avatar's card, or sends it where there is none. Does nothing when it already looks so.
   * @param repost sends a new message and deletes the old one
   * @param shown what the card shows
   * @param former the former card's message, to be deleted
   * @returns null when the user has blocked the bot
   * @throws {SlowDown}
   */
  showCard(
    avatar: AvatarView,
    options: { language: Language; repost: boolean; shown?: CardShown; former?: number },
  ): Promise<ShownCard | null>;
  /**
   * Edits the card where it is. Does nothing when it already looks so.
   * @param shown what the card shows
   * @returns what it shows then; `lost`: there is no such message any more; null when the user has blocked the bot
   * @throws {SlowDown}
   */
  redrawCard(avatar: AvatarView, language: Language, shown?: CardShown): Promise<CardShown | 'lost' | null>;
  /** Edits the message, or sends a new one. @returns its id; null when the user has blocked the bot @throws {SlowDown} */
  showPhotos(review: PhotoReviewPicture, language: Language): Promise<{ messageId: number } | null>;
  /**
   * Sends the pictures: two or more as an album, or text where there are none.
   * @returns their file_ids, in order; null when the user has blocked the bot or left
   * @throws {SlowDown}
   * @throws {UnknownPicture} a file_id is unknown: nothing was sent
   */
  sendPreviews(news: PreviewNews, language: Language): Promise<readonly string[] | null>;
  /** @returns the message that was sent, if any; null when the user has blocked the bot or left @throws {SlowDown} */
  announce(announcement: Announcement, language: Language): Promise<{ readonly messageId?: number } | null>;
  /** Sets the menu of commands in the user's chat to this language, whatever Telegram's own is. @throws {SlowDown} */
  showCommands(telegramId: number, language: Language): Promise<void>;
  /** @param historyKeptMs how long Temporal keeps ended runs; null: unknown @throws {SlowDown} */
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

/** Thrown when Telegram does not know a file_id: another bot sent the file. */
export class UnknownPicture extends Error {
  override readonly name = 'UnknownPicture';
}
