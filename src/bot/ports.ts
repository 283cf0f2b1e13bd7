import type { AvatarChoices, Language } from '../domain/avatar/avatar.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { Person } from '../domain/user/person.ts';
import type { PhotoFacts } from '../domain/photos/report.ts';
import type { ReceivedPhoto } from '../domain/photos/photo.ts';
import type { AvatarView, RefusalReason } from '../domain/avatar/state.ts';
import type { ChosenTrainer } from '../domain/training/trainers.ts';
import type { NewName } from '../workflows/avatar/contract.ts';
import type { PhotoLook } from '../workflows/photo-review/contract.ts';

/** What the bot reads of the records: never more than one person's own. */
export interface Gallery {
  /** The main avatar first, then the newest. */
  page(
    telegramId: number,
    options: { offset: number; limit: number },
  ): Promise<{ avatars: AvatarRow[]; total: number }>;
  /** null: no such avatar of this person's. */
  avatar(telegramId: number, avatarId: string): Promise<AvatarRow | null>;
  /** What the person's avatars are called. */
  namesOf(telegramId: number): Promise<readonly string[]>;
  /** Of the avatar's photos, in their order; none where it is no avatar of this person's. */
  photoFacts(telegramId: number, avatarId: string): Promise<PhotoFacts[]>;
  /** Whose photos and texts the person's are now. `latest`: the open avatar, else the newest. */
  focusOf(
    telegramId: number,
  ): Promise<{ openAvatarId: string | null; namingAvatarId: string | null; latest: AvatarRow | null }>;
  /** The avatar that has its name by this message of the person's; null: it names none, or none any more. */
  avatarNamedBy(telegramId: number, messageId: number): Promise<Pick<AvatarRow, 'avatarId' | 'name'> | null>;
  /** What the latest trainings by this trainer took, ms, shortest and longest; null while there are few. */
  usualTime(trainer: Pick<ChosenTrainer, 'name' | 'preset'>): Promise<readonly [number, number] | null>;
  /** How the person stands with us; null: never heard of them. */
  standingOf(telegramId: number): Promise<AccountStatus | null>;
  /** When the person began their latest avatars, ms since the epoch, oldest first. */
  recentAvatars(telegramId: number): Promise<readonly number[]>;
}

export interface AccountStatus {
  /** The one that they are written to in. */
  readonly language: Language;
  /** They chose it themselves: what Telegram says of them does not count. */
  readonly languageChosen?: boolean;
  /** They had blocked the bot when we last heard. */
  readonly blocked: boolean;
  /** All that is kept of them is being deleted. */
  readonly deleting: boolean;
}

/** The workflows about a person as a whole. */
export interface People {
  /**
   * Has all that is kept of a person deleted: by a run of its own, which tells them when it is done.
   * @param wish names the question that they confirmed: confirmed twice, it is granted once
   * @returns when nothing new is taken of them any more, or that takes long; `over`: it was granted before, and has been done
   */
  deleteData(telegramId: number, language: Language, wish: string): Promise<'under_way' | 'over'>;
  /** Whether a deletion goes on. */
  isDeleting(telegramId: number): Promise<boolean>;
  /** The person has blocked the bot, or is back. @param told the update that says so, and when it happened by Telegram's clock, ms since the epoch, where that is known */
  presence(
    telegramId: number,
    blocked: boolean,
    told: { readonly updateId: number; readonly at?: number },
  ): Promise<void>;
  /** The person wants to be written to in this language from now on, known to us or not. Their cards follow. @param updateId of the update that says so: delivered again, it says it once @returns when that is sure; `kept`: when it is in the records, or takes long */
  chooseLanguage(person: Person, language: Language, updateId: number): Promise<{ readonly kept: Promise<void> }>;
  /** Telegram says of a person who has chosen no language that theirs is another one than we know. @param updateId as for `chooseLanguage` */
  noteLanguage(person: Person, updateId: number): Promise<void>;
  /** How long ended runs can be looked at, ms; null where Temporal does not say. */
  historyKeptMs(): Promise<number | null>;
}

/** What came of a wish. `gone`: there is no such avatar. `busy`: another change is under way. `late`: no answer in time. `stuck`: its run cannot answer any more. */
export type CommandResult =
  | { readonly ok: true; readonly state?: AvatarView }
  | {
      readonly ok: false;
      readonly why: RefusalReason | 'gone' | 'busy' | 'late' | 'stuck';
      /** When it may be granted, ms since the epoch, where that is known. */
      readonly until?: number;
    };

/** Who asks, for what, by which message or tap: the same one asks once, however often it is delivered. */
export interface CommandContext {
  readonly avatarId: string;
  readonly person: Person;
  /** The message whose button was tapped; absent where it is a picture, or none was. */
  readonly tapped?: number;
  /** Of the message or the tap (update-key.ts). */
  readonly key: string;
}

/**
 * The avatars' workflows: the only way in which the bot changes anything. Nothing here throws for what people do; while nothing can
 * be carried out it throws what `isAway` knows. What is wished of an avatar whose run is lost takes it up first.
 */
export interface Avatars {
  create(command: CommandContext, choices: AvatarChoices, cardMessageId: number): Promise<CommandResult>;
  open(command: CommandContext, cardMessageId: number): Promise<CommandResult>;
  /** An avatar that has a run and no row has it written again. */
  writeRows(command: CommandContext): Promise<CommandResult>;
  confirmStart(command: CommandContext): Promise<CommandResult>;
  /** Granted at once; where a trainer must be told first, the state says that it is being stopped. */
  cancel(command: CommandContext): Promise<CommandResult>;
  /** Waits on for a training that is overdue. */
  waitOn(command: CommandContext): Promise<CommandResult>;
  removePhoto(command: CommandContext, number: number): Promise<CommandResult>;
  /** A removed photo comes back. Granted when it is checked, or in a few seconds. */
  bringBackPhoto(command: CommandContext, number: number): Promise<CommandResult>;
  /** Has the avatar's photos shown, in a message that is not the bot's to draw. */
  look(
    avatar: Pick<AvatarView, 'avatarId' | 'telegramId' | 'avatarType' | 'minPhotos'>,
    look: PhotoLook,
  ): Promise<void>;
  /** What a training that was paid for may have left is taken, and nothing is paid; an avatar that has ended is taken up again. */
  takeResult(command: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult>;
  /** An avatar in error trains again; one that has ended is taken up again. */
  retry(command: CommandContext, row: AvatarRow, cardMessageId: number): Promise<CommandResult>;
  /**
   * An avatar whose photos were at fault takes photos again; `without` those that are named, it trains again if enough are
   * left. One that has ended is taken up again.
   */
  mendPhotos(
    command: CommandContext,
    row: AvatarRow,
    options: { cardMessageId: number; without: boolean },
  ): Promise<CommandResult>;
  rename(command: CommandContext, name: NewName): Promise<CommandResult>;
  /** The person's next text is the avatar's name. */
  expectName(command: CommandContext): Promise<CommandResult>;
  /** It is not: the name stays as it is. */
  keepName(command: CommandContext): Promise<CommandResult>;
  /** A finished avatar is the one that its person shows first. */
  makeMain(command: CommandContext): Promise<CommandResult>;
  delete(command: CommandContext): Promise<CommandResult>;
  /** Makes those of the avatar's first pictures that are missing, and sends all; where they are being made, that is all. */
  preview(command: CommandContext): Promise<CommandResult>;
  /** An avatar whose run is lost goes on in another: whoever looks at it sees how it stands. */
  takeUpIfLost(command: CommandContext): Promise<void>;
  /** The avatar as its run knows it; null when it does not answer in time, or is not there. */
  state(avatarId: string): Promise<AvatarView | null>;
  /** To the open avatar, or, where there is none, to the person's inbox. @param from `language`: the one that the bot speaks with them */
  photos(from: Person, openAvatarId: string | null, photos: readonly ReceivedPhoto[]): Promise<void>;
}
