import type { AvatarChoices, Language } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { TelegramProfile } from '../domain/user/profile.ts';
import type { PhotoFacts } from '../domain/photos/report.ts';
import type { ReceivedPhoto } from '../domain/photos/photo.ts';
import type { AvatarView, RefusalReason } from '../domain/avatar/state.ts';
import type { ChosenTrainer } from '../domain/training/trainers.ts';
import type { NewName } from '../workflows/avatar/contract.ts';
import type { PhotoLook } from '../workflows/photo-review/contract.ts';

/** The bot's view of the database: only one user's own rows. */
export interface Gallery {
  /** The main avatar first, then the newest. */
  page(
    telegramId: number,
    options: { offset: number; limit: number },
  ): Promise<{ avatars: AvatarRow[]; total: number }>;
  /** null: the user has no such avatar. */
  avatar(telegramId: number, avatarId: string): Promise<AvatarRow | null>;
  namesOf(telegramId: number): Promise<readonly string[]>;
  /** In the photos' order; none where the user has no such avatar. */
  photoFacts(telegramId: number, avatarId: string): Promise<PhotoFacts[]>;
  /** Which avatar the user's photos and texts belong to now. `latest`: the open avatar, else the newest. */
  focusOf(
    telegramId: number,
  ): Promise<{ openAvatarId: string | null; namingAvatarId: string | null; latest: AvatarRow | null }>;
  /** The avatar that this message named; null: none, or it has another name since. */
  avatarNamedBy(telegramId: number, messageId: number): Promise<Pick<AvatarRow, 'avatarId' | 'name'> | null>;
  /** How long the latest trainings by this trainer took, ms, shortest and longest; null while there are few. */
  usualTime(trainer: Pick<ChosenTrainer, 'name' | 'preset'>): Promise<readonly [number, number] | null>;
  /** A run's view with what is written down since: progress of its training, verdicts on photos. */
  latest(view: AvatarView): Promise<AvatarView>;
  /** null: an unknown user. */
  accountOf(telegramId: number): Promise<AccountStatus | null>;
  /** When the user started their latest avatars, ms since the epoch, oldest first. */
  recentAvatars(telegramId: number): Promise<readonly number[]>;
}

export interface AccountStatus {
  readonly language: Language;
  /** The user chose it, so Telegram's language does not count. */
  readonly languageChosen?: boolean;
  /** The user had blocked the bot when we last heard. */
  readonly blocked: boolean;
  readonly deleting: boolean;
}

/** The workflows about a user. */
export interface Users {
  /**
   * Starts a deletion of all of the user's data; its run sends a receipt at the end.
   * @param question identifies the confirmed question: two confirmations are one command
   * @returns when nothing new is accepted any more, or that takes long; `over`: this command was carried out before
   */
  deleteData(telegramId: number, language: Language, question: string): Promise<'under_way' | 'over'>;
  isDeleting(telegramId: number): Promise<boolean>;
  /** The user has blocked the bot, or is back. @param told the update, and its time by Telegram's clock, ms since the epoch, if known */
  reachability(
    telegramId: number,
    blocked: boolean,
    told: { readonly updateId: number; readonly at?: number },
  ): Promise<void>;
  /**
   * Sets the user's language, known to us or not; their cards follow.
   * @param updateId a redelivered update counts once
   * @returns when Temporal has it; `kept` resolves when the database has it, or that takes long
   */
  chooseLanguage(
    user: TelegramProfile,
    language: Language,
    updateId: number,
  ): Promise<{ readonly kept: Promise<void> }>;
  /** Saves Telegram's new language of a user who has chosen none. @param updateId as for `chooseLanguage` */
  noteLanguage(user: TelegramProfile, updateId: number): Promise<void>;
  /** How long Temporal keeps ended runs, ms; null: unknown. */
  historyKeptMs(): Promise<number | null>;
}

/**
 * The result of a command. `gone`: there is no such avatar. `busy`: another change is running. `late`: no answer in
 * time. `stuck`: its run cannot answer any more.
 */
export type CommandResult =
  | { readonly ok: true; readonly state?: AvatarView }
  | {
      readonly ok: false;
      readonly why: RefusalReason | 'gone' | 'busy' | 'late' | 'stuck';
      /** When it may be allowed, ms since the epoch, if known. */
      readonly until?: number;
    };

/** Who sends a command, by which message or tap: redelivered, it counts once. */
export interface CommandContext {
  readonly avatarId: string;
  readonly user: TelegramProfile;
  /** The message of the tapped button; absent for a picture, or without a tap. */
  readonly tapped?: number;
  /** Of the message or the tap (update-key.ts). */
  readonly key: string;
}

/**
 * The avatars' workflows: the only way in which the bot changes anything. No method throws for what a user does; while
 * nothing can be carried out they throw errors for which `isAway` is true. A command on an avatar whose run is lost
 * restarts the run first.
 */
export interface Avatars {
  create(context: CommandContext, choices: AvatarChoices, cardMessageId: number): Promise<CommandResult>;
  open(context: CommandContext, cardMessageId: number): Promise<CommandResult>;
  /** Writes the missing rows of an avatar that has a run. */
  restoreRows(context: CommandContext): Promise<CommandResult>;
  startTraining(context: CommandContext): Promise<CommandResult>;
  /** Answers at once; where a trainer must be told first, the state says that the training is being stopped. */
  cancel(context: CommandContext): Promise<CommandResult>;
  extendWait(context: CommandContext): Promise<CommandResult>;
  removePhoto(context: CommandContext, number: number): Promise<CommandResult>;
  /** Answers when the photo is checked, or in a few seconds. */
  bringBackPhoto(context: CommandContext, number: number): Promise<CommandResult>;
  /** Shows the avatar's photos, in a message that the worker draws. */
  look(
    avatar: Pick<AvatarView, 'avatarId' | 'telegramId' | 'avatarType' | 'minPhotos'>,
    look: PhotoLook,
  ): Promise<void>;
  /** Fetches what a paid training may have left, without paying again; reopens an ended avatar. */
  takeResult(context: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult>;
  /** Trains a failed avatar again; reopens an ended one. */
  retry(context: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult>;
  /** Lets the avatar take photos again; `without` the faulty ones, it trains again if enough are left. Reopens an ended avatar. */
  replacePhotos(
    context: CommandContext,
    row: AvatarRow,
    options: { cardMessageId: number; without: boolean },
  ): Promise<CommandResult>;
  rename(context: CommandContext, name: NewName): Promise<CommandResult>;
  /** The user's next text is the avatar's name. */
  expectName(context: CommandContext): Promise<CommandResult>;
  /** The next text is not: the name stays. */
  keepName(context: CommandContext): Promise<CommandResult>;
  makeMain(context: CommandContext): Promise<CommandResult>;
  delete(context: CommandContext): Promise<CommandResult>;
  /** Makes the missing first pictures, and sends all. No effect while they are being made. */
  preview(context: CommandContext): Promise<CommandResult>;
  /** Restarts a lost run, so that the user sees the avatar's state. */
  takeUpIfLost(context: CommandContext): Promise<void>;
  /** The view from the avatar's run; null when it does not answer in time, or there is none. */
  state(avatarId: string): Promise<AvatarView | null>;
  /** To the open avatar, or to the user's inbox where there is none. @param from `language`: the bot's language with the user */
  photos(from: TelegramProfile, openAvatarId: string | null, photos: readonly ReceivedPhoto[]): Promise<void>;
}
