import type { Language } from '../../domain/avatar/avatar.ts';
import type { Counted, DayLimits } from '../../domain/limits/limits.ts';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { TrainingKind } from '../../domain/training/trainers.ts';
import type { Person } from '../../domain/user/person.ts';

/** How a person may be written to. */
export interface Addressee {
  readonly language: Language;
  /** They have blocked the bot, or left Telegram: nothing is sent. */
  readonly blocked: boolean;
}

/** Another avatar of the person's that is in training, or about to be. */
export interface TrainingHolder {
  readonly avatarId: string;
  /** Absent while its training has not begun. */
  readonly training?: TrainingKind & {
    /** ms since the epoch. */
    readonly startedAt: number;
  };
}

/** Plain data, as it was to be told. */
export type MissedNews = Readonly<Record<string, unknown>>;

/** What is kept of a person beside their avatars. As of all records: every method may be repeated, and throws what the database throws. */
export interface StandingRecords {
  /** null: we do not know them, or no longer. */
  addressee(telegramId: number): Promise<Addressee | null>;
  /** Nothing for somebody we do not know. */
  setBlocked(telegramId: number, blocked: boolean): Promise<void>;
  /**
   * Keeps what Telegram says of a person's language, where we know them; with `chosen`, what they chose themselves, known or not.
   * What was chosen stays, whatever Telegram says.
   */
  saveLanguage(person: Person, chosen: Language | null): Promise<void>;
  /** Keeps what the avatar's person could not be told, in place of what was kept before. */
  keepMissed(avatarId: string, news: MissedNews): Promise<void>;
  missedNews(telegramId: number): Promise<{ readonly avatarId: string; readonly news: MissedNews }[]>;
  forgetMissed(avatarId: string): Promise<void>;
  /** The person's avatars whose life goes on, oldest first. */
  livingAvatars(telegramId: number): Promise<string[]>;
  /**
   * Asks leave for the avatar to train, of its person, one after another. Leave ends when the avatar trains no more, or is given back.
   * @param atOnce the most of the person's avatars in training @param aDay the most trainings within 24 hours; 0: as many as they like
   * @param ended avatars that do not count, whatever their rows say
   * @throws {RowsLost}
   * @returns null: granted, or had before; else the avatars that train, of which there are enough, or when there may be another
   * training, ms since the epoch
   */
  claimTraining(claim: {
    readonly avatarId: string;
    readonly telegramId: number;
    readonly atOnce: number;
    readonly aDay: number;
    readonly ended: readonly string[];
  }): Promise<{ readonly holders: readonly TrainingHolder[] } | { readonly nextAt: number } | null>;
  /** Gives leave back that was not used. */
  releaseTraining(avatarId: string): Promise<void>;
  /** Lets through as many of a person's photos as may be checked now; repeated, it may let through fewer. @see pace */
  takePhotos(
    telegramId: number,
    wanted: number,
    perMinute: number,
  ): Promise<{ readonly granted: number; readonly waitMs: number }>;
}

/** What is kept of avatars and must be known before it goes. */
export interface Belongings {
  /** Those of the avatars that there are rows of. */
  readonly known: readonly string[];
  readonly requests: readonly TrainingRequest[];
  /** Submissions of which nobody knows whether they were accepted. */
  readonly inDoubt: number;
  /** Names under which the trainer keeps models. */
  readonly finetuneIds: readonly string[];
}

export interface Doubt {
  readonly avatarId: string;
  readonly attempt: number;
  readonly endpoint: string;
}

/** Whose data are being deleted. */
export interface Leaving {
  readonly telegramId: number;
  /** Of their row; null: there is none, or it is not asked for. */
  readonly personId: string | null;
  readonly avatarIds: readonly string[];
}

export interface DeletionRecords {
  /**
   * From here on nothing new of the person's is taken, known to us or not: no avatar, no photo. Takes what is open out of focus.
   * @param language that they are written to in meanwhile
   * @returns the id of the person's row, by which it is known whatever comes after it; null: there is none
   */
  beginDeletion(telegramId: number, language: Language): Promise<string | null>;
  /** What is new is taken again. */
  endDeletion(telegramId: number): Promise<void>;
  /** The person's avatars, oldest first, and when their rows were written, ms since the epoch. */
  avatarsOf(telegramId: number): Promise<{ readonly avatarId: string; readonly createdAt: number }[]>;
  /** Those of these avatars that are another person's. */
  othersAmong(avatarIds: readonly string[], telegramId: number): Promise<string[]>;
  /** Trainings of these avatars that were sent and of which nobody knows whether they were accepted. */
  doubts(telegramId: number, avatarIds: readonly string[]): Promise<Doubt[]>;
  /** Forgets what was asked of the trainer before then, ms since the epoch, but for models that it keeps. @returns how much */
  pruneRequests(before: number): Promise<number>;
  /** Of these avatars, and of those that were deleted before. */
  belongings(telegramId: number, avatarIds: readonly string[]): Promise<Belongings>;
  /**
   * Deletes what was asked of the trainer, then the person's row. Of what the limits count, the last day's times alone are kept,
   * by a hash that leads back to nobody.
   * @returns `isGone` false: there is no row, or avatars remain, and the row with them; `kept`: of what there are such times
   */
  deletePerson(leaving: Leaving, limits: DayLimits): Promise<{ readonly isGone: boolean; readonly kept: Counted }>;
  /** Deletes such times that count no more. @returns of how many users */
  pruneUsage(): Promise<number>;
  /** Rows of any table that are about the person or one of the avatars. */
  rowsAbout(leaving: Leaving): Promise<number>;
}

/** Thrown when a person's new avatar comes while all that is kept of them is being deleted. */
export class BeingDeleted extends Error {
  override readonly name = 'BeingDeleted';
  constructor() {
    super('all that is kept of the person is being deleted');
  }
}

/** Thrown when a person has begun as many avatars within a day as they may. */
export class TooManyAvatars extends Error {
  override readonly name = 'TooManyAvatars';
  /** When they may begin another one, ms since the epoch. */
  readonly until: number;
  constructor(until: number) {
    super('the person has begun as many avatars within a day as they may');
    this.until = until;
  }
}
