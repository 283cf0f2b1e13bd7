import type { Language } from '../../domain/avatar/avatar.ts';
import type { Counted, DayLimits } from '../../domain/limits/limits.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { TrainingKind } from '../../domain/training/trainers.ts';
import type { TelegramProfile } from '../../domain/user/profile.ts';

export interface Addressee {
  readonly language: Language;
  /** They have blocked the bot or left Telegram: nothing is sent. */
  readonly blocked: boolean;
}

/** Another avatar of the user that is in training, or about to be. */
export interface TrainingHolder {
  readonly avatarId: string;
  /** Absent while its training has not begun. */
  readonly training?: TrainingKind & {
    readonly startedAt: number;
  };
}

/** An announcement as plain data, to be sent later. */
export type MissedNews = Readonly<Record<string, unknown>>;

/** What is kept of a user beside their avatars. As with all records, every method may be repeated, and throws what the database throws. */
export interface UserRecords {
  /** null: an unknown user. */
  addressee(telegramId: number): Promise<Addressee | null>;
  /** No effect for an unknown user. */
  setBlocked(telegramId: number, blocked: boolean): Promise<void>;
  /** Saves Telegram's language of a known user, or with `chosen` any user's own choice, which outranks Telegram's. */
  saveLanguage(user: TelegramProfile, chosen: Language | null): Promise<void>;
  /** Keeps the news that could not be sent, replacing what was kept before. */
  keepMissed(avatarId: string, news: MissedNews): Promise<void>;
  missedNews(telegramId: number): Promise<{ readonly avatarId: string; readonly news: MissedNews }[]>;
  forgetMissed(avatarId: string): Promise<void>;
  /** The user's avatars that are not over, oldest first. */
  livingAvatars(telegramId: number): Promise<string[]>;
}

/** What of the users' limits is written down. */
export interface LimitRecords {
  /**
   * Claims one of the user's training slots for the avatar. Claims are decided one after another. A claim ends with the
   * training, or when it is released.
   * @param atOnce most of the user's avatars in training at a time
   * @param aDay most trainings within 24 hours; 0: no limit
   * @param ended avatars that do not count, whatever their rows say
   * @returns null: granted, now or before; else the avatars that hold all slots, or when the next training may start,
   * ms since the epoch
   * @throws {RowsLost}
   */
  claimTraining(claim: {
    readonly avatarId: string;
    readonly telegramId: number;
    readonly atOnce: number;
    readonly aDay: number;
    readonly ended: readonly string[];
  }): Promise<{ readonly holders: readonly TrainingHolder[] } | { readonly nextAt: number } | null>;
  releaseTraining(avatarId: string): Promise<void>;
  /** Lets through as many of the user's photos as may be checked now; a repeated call may let through fewer. @see pace */
  takePhotos(
    telegramId: number,
    wanted: number,
    perMinute: number,
  ): Promise<{ readonly granted: number; readonly waitMs: number }>;
  /** Deletes usage times that no longer count. @returns how many users' times */
  pruneUsage(): Promise<number>;
}

/** What must be known of avatars before they are deleted. */
export interface Belongings {
  /** Those of the avatars that have rows. */
  readonly known: readonly string[];
  readonly requests: readonly TrainingRequest[];
  readonly inDoubt: number;
  readonly finetuneIds: readonly string[];
}

export interface Doubt {
  readonly avatarId: string;
  readonly attempt: number;
  readonly endpoint: string;
}

export interface Leaving {
  readonly telegramId: number;
  /** Id of the user's row; null: there is none, or it does not matter. */
  readonly userId: string | null;
  readonly avatarIds: readonly string[];
}

export interface DeletionRecords {
  /**
   * From here on nothing new of the user is accepted, known or not: no avatar, no photo. Takes the open avatar out of
   * focus.
   * @param language of messages meanwhile
   * @returns id of the user's row, which identifies it whatever row comes after it; null: there is none
   */
  beginDeletion(telegramId: number, language: Language): Promise<string | null>;
  endDeletion(telegramId: number): Promise<void>;
  /** The user's avatars, oldest first, and when their rows were written. */
  avatarsOf(telegramId: number): Promise<{ readonly avatarId: string; readonly createdAt: number }[]>;
  /** Those of these avatars that belong to another user. */
  othersAmong(avatarIds: readonly string[], telegramId: number): Promise<string[]>;
  /** Trainings of these avatars whose submission is in doubt. */
  doubts(telegramId: number, avatarIds: readonly string[]): Promise<Doubt[]>;
  /** Deletes records of requests older than this, except those of models that the trainer keeps. @returns how many */
  pruneRequests(before: number): Promise<number>;
  /** Of these avatars, and of those deleted before. */
  belongings(telegramId: number, avatarIds: readonly string[]): Promise<Belongings>;
  /**
   * Deletes the records of requests, then the user's row. Of the usage only the last day's times are kept, under a hash
   * that identifies nobody.
   * @returns `isGone` false: there is no row, or avatars remain and the row with them; `kept`: which usage times were
   * kept
   */
  deleteUser(leaving: Leaving, limits: DayLimits): Promise<{ readonly isGone: boolean; readonly kept: Counted }>;
  /** Number of rows, in any table, about the user or one of the avatars. */
  rowsAbout(leaving: Leaving): Promise<number>;
}

/** Thrown when a user starts an avatar while their data are being deleted. */
export class BeingDeleted extends Error {
  override readonly name = 'BeingDeleted';
  constructor() {
    super('all data of the user are being deleted');
  }
}

/** Thrown when a user has started as many avatars within a day as they may. */
export class TooManyAvatars extends Error {
  override readonly name = 'TooManyAvatars';
  /** When they may start another one, ms since the epoch. */
  readonly until: number;
  constructor(until: number) {
    super('the user has started as many avatars within a day as they may');
    this.until = until;
  }
}
