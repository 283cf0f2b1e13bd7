import type { AvatarChoices, AvatarStatus, Language } from '../../domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../domain/user/profile.ts';
import type { PhotoMeasurements } from '../../domain/photos/measurements.ts';
import type { PersistedAvatar, TrainingRequest } from '../../domain/avatar/life.ts';
import type { PhotoFacts, PhotoReport } from '../../domain/photos/report.ts';
import type { AvatarPhoto, JudgedPhoto, PhotoFinding } from '../../domain/photos/photo.ts';
import type { ChosenTrainer, TrainingKind } from '../../domain/training/trainers.ts';
import type { FailureReason } from '../../domain/training/training.ts';
import type { CardRecords } from './card-records.ts';
import type { DeletionRecords, LimitRecords, UserRecords } from './user-records.ts';

export interface NewAvatar {
  readonly avatarId: string;
  readonly user: TelegramProfile;
  readonly choices: AvatarChoices;
  /** It existed before: without a row it has been deleted since. */
  readonly reopened?: true;
  /** How many its user may start within 24 hours; 0: no limit. */
  readonly avatarsADay: number;
}

/** An avatar whose row is lost while its run goes on. */
export interface LostAvatar {
  readonly avatarId: string;
  readonly user: TelegramProfile;
  /** The user's choice, where it differs from Telegram's. */
  readonly chosenLanguage?: Language;
  readonly choices: AvatarChoices;
}

/** Missing rows beside the avatar's own, for example after an older database was restored. */
export interface LostRows {
  readonly photos: readonly number[];
  readonly training: boolean;
}

export interface GivenName {
  readonly name: string;
  /** The message that gave the name; absent: unchanged. */
  readonly namedBy?: number;
}

/** The part of an avatar's state that its row keeps. */
export interface AvatarRecord extends GivenName {
  readonly avatarId: string;
  readonly status: AvatarStatus;
  readonly progress: number;
  readonly photosCount: number;
  /** The highest number that a photo ever had, and the trainings begun: never lowered. */
  readonly lastPhotoNumber: number;
  readonly lastAttempt: number;
  readonly failure?: FailureReason;
  /** Until when the photos of a completed avatar are kept, ms since the epoch. */
  readonly photosKeptUntil?: number;
  /** Other rows that should exist by now: valid photos by number, and the latest accepted training. */
  readonly expected?: {
    readonly photos: readonly number[];
    readonly training?: { readonly attempt: number; readonly requestId: string };
  };
}

export interface PhotoRecord {
  readonly avatarId: string;
  readonly photo: AvatarPhoto;
  /** Bytes as received. */
  readonly fileSize?: number;
  /** SHA-256 of the bytes as received, hex. */
  readonly fileHash?: string;
  readonly measurements?: PhotoMeasurements;
  /** 0–1. */
  readonly quality?: number;
  readonly minioKey?: string;
  readonly finding?: PhotoFinding;
}

export interface StoredPhoto {
  readonly number: number;
  readonly minioKey: string;
  readonly pixels: number;
}

/** One attempt at training an avatar. */
export interface TrainingKey {
  readonly avatarId: string;
  /** 1, 2, 3 …, over all runs of the avatar. */
  readonly attempt: number;
}

export interface NewTraining extends TrainingKey {
  readonly trainer: Pick<ChosenTrainer, 'name' | 'preset' | 'endpoint'>;
  readonly falMode: 'live' | 'test';
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Tries before this one were claimed, or need no claim any more; absent: none. */
  readonly triesBefore?: number;
}

export interface TrainingRecord {
  /** Gives anybody access to the photos. */
  readonly archiveUrl?: string;
  readonly requestId?: string;
  /** FAL's address of the weights: gives anybody access to them. */
  readonly resultUrl?: string;
  /** The latest try that may have been submitted, 0 before the first. */
  readonly claimedTry: number;
  readonly createdAt: number;
}

/** The verified result of a training. */
export interface ResultRecord extends TrainingKey {
  readonly finetuneId?: string;
  readonly weightsKey?: string;
  readonly weightsSha256?: string;
  readonly weightsBytes?: number;
  readonly inference: string;
}

/** Which stored objects have rows. */
export interface Known {
  readonly statuses: ReadonlyMap<string, AvatarStatus>;
  readonly photoKeys: ReadonlySet<string>;
  readonly previewKeys: ReadonlySet<string>;
}

/** The rows of users, avatars and photos. Every method may be repeated without further effect, and throws what the database throws. */
export interface Records extends UserRecords, LimitRecords, DeletionRecords, CardRecords {
  /**
   * Writes the user, and the avatar where it is new, and brings it into focus: the next photos and texts belong to it.
   * @returns what is kept of the avatar: only the name of a new one, also the valid photos of an old one
   * @throws {ForeignAvatar} the avatar belongs to another user
   * @throws {AvatarGone} a reopened avatar has no row
   * @throws {BeingDeleted} | {TooManyAvatars} for a new avatar
   */
  openAvatar(avatar: NewAvatar): Promise<PersistedAvatar>;
  /** Writes the missing rows of a user and an avatar. The avatar comes into focus if no other is. @throws {BeingDeleted} | {ForeignAvatar} */
  restoreAvatar(lost: LostAvatar): Promise<void>;
  /**
   * `photos`: the next photos belong to this avatar, and no other avatar waits for its name any longer. `name`: the
   * next text is its name, until it has a new one or stops taking photos later than this.
   * @returns false when the user has no such avatar: nothing changes then
   */
  focus(avatarId: string, telegramId: number, what: 'photos' | 'name'): Promise<boolean>;
  /** The next text is no longer this avatar's name. @returns false when the user has no such avatar */
  keepName(avatarId: string, telegramId: number): Promise<boolean>;
  /** @returns false when the user has no such avatar, or it is not completed: nothing changes then */
  chooseMain(avatarId: string, telegramId: number): Promise<boolean>;
  openAvatarOf(telegramId: number): Promise<string | null>;
  /**
   * Saves the record. Takes the avatar out of focus when it no longer takes photos. A user's first completed avatar
   * becomes the main one.
   * @returns expected rows that are missing
   * @throws {RowsLost}
   */
  saveAvatar(record: AvatarRecord): Promise<LostRows>;
  /** @returns false when the user has no such avatar */
  renameAvatar(avatarId: string, telegramId: number, name: GivenName): Promise<boolean>;
  /**
   * Saves the verdict. Photos of one avatar are saved one after another, so that the second of two duplicates is found.
   * @returns null when a valid photo is accepted; else the finding: it duplicates another photo of the avatar
   * @throws {RowsLost}
   */
  savePhoto(record: PhotoRecord): Promise<PhotoFinding | null>;
  /** Verdicts that were saved on these photos of the avatar. */
  verdicts(avatarId: string, numbers: readonly number[]): Promise<JudgedPhoto[]>;
  /** Writes down that a check of the photo begins. @returns how many have begun, with this one @throws {RowsLost} */
  beginCheck(avatarId: string, photo: AvatarPhoto): Promise<number>;
  /** Saves a photo that was judged valid before, without another check. @throws {RowsLost} */
  restorePhoto(record: PhotoRecord): Promise<void>;
  /** Number of another valid photo of the avatar with this hash. */
  photoWithHash(avatarId: string, fileHash: string, exceptNumber: number): Promise<number | null>;
  /** In the order of their numbers. */
  storedPhotos(avatarId: string): Promise<StoredPhoto[]>;
  /** In the order of their numbers. */
  photoFacts(avatarId: string): Promise<PhotoFacts[]>;
  /** Saves photos' distances from the others (resemblance.ts), null where unknown. Skips photos that are gone or no longer valid. */
  saveFaceDistances(avatarId: string, found: readonly { number: number; faceDistance: number | null }[]): Promise<void>;
  /** A result that was trained on the photo and not fetched yet is never fetched. */
  removePhoto(avatarId: string, number: number): Promise<void>;
  /**
   * Clears where the photos of a completed avatar are stored, and all they could be recognised by, except of its cover.
   * No effect for other avatars.
   * @returns numbers of the photos whose objects are to be removed, including those of earlier calls
   */
  releasePhotos(avatarId: string): Promise<number[]>;
  /** The existing photos stay as long as the avatar. */
  keepPhotos(avatarId: string): Promise<void>;
  /** Writes the intent into the training's and the avatar's rows. An earlier call's values stay. @throws {RowsLost} */
  openTraining(training: NewTraining): Promise<void>;
  /** Saves the report as it stood when the training was confirmed. A report of this or a later training stays. */
  saveReport(key: TrainingKey, report: PhotoReport): Promise<void>;
  training(key: TrainingKey): Promise<TrainingRecord | null>;
  saveArchive(key: TrainingKey, archiveUrl: string): Promise<void>;
  /**
   * Claims the submission of a try, counted from 1.
   * @returns false when this or a later try was claimed or given up: do not submit then
   * @throws {RowsLost} there is no such training: do not submit; nobody knows what was submitted
   */
  claimSubmission(key: TrainingKey, tryNumber: number): Promise<boolean>;
  /** Saves FAL's request id, and deletes the archive's address. @throws {RequestTaken} it belongs to another training: nothing is saved */
  saveRequest(key: TrainingKey, requestId: string): Promise<void>;
  /** Requests that are not known to have ended. */
  openRequests(avatarId: string): Promise<TrainingRequest[]>;
  /** @param startedAt when it began to run, ms since the epoch, if known @param leftNothing it surely left no result to look for */
  endTraining(
    key: TrainingKey,
    outcome: 'completed' | 'failed' | 'cancelled',
    failure?: FailureReason,
    startedAt?: number,
    leftNothing?: boolean,
  ): Promise<void>;
  /** Saves FAL's address of the weights until they are fetched. */
  saveResultUrl(key: TrainingKey, url: string): Promise<void>;
  /** How long the latest trainings of this kind ran, ms, the shortest and longest tenths left out; null while there are few. */
  usualTime(kind: TrainingKind): Promise<readonly [number, number] | null>;
  /** Clears FAL's address of the result. @returns false when there is no such avatar: store nothing then */
  saveResult(record: ResultRecord): Promise<boolean>;
  /** Deletes the rows. Another completed avatar becomes the main one. @returns false when the user has no such avatar */
  deleteAvatar(avatarId: string, telegramId: number): Promise<boolean>;
  isOwner(avatarId: string, telegramId: number): Promise<boolean>;
  /** From here on nothing is paid for the avatar. @returns false when the user has no such avatar */
  beginAvatarDeletion(avatarId: string, telegramId: number): Promise<boolean>;
  /** Which of these avatars and object keys have rows. */
  known(avatarIds: readonly string[], photoKeys: readonly string[], previewKeys?: readonly string[]): Promise<Known>;
  /** Whether the avatar should have a run: it is not over (completed, error, cancelled), or its latest training is not settled. */
  hasRun(avatarId: string): Promise<boolean>;
  /** Ids of all avatars that should have a run. */
  allWithRuns(): Promise<string[]>;
  hasAvatars(): Promise<boolean>;
}

/** Thrown when the row to be written is missing: the avatar was deleted, or an older database was restored. Its run knows which. */
export class RowsLost extends Error {
  override readonly name = 'RowsLost';
  constructor(avatarId: string) {
    super(`there are no rows of avatar ${avatarId}`);
  }
}

export class RequestTaken extends Error {
  override readonly name = 'RequestTaken';
  constructor(requestId: string) {
    super(`request ${requestId} is another training's`);
  }
}

/** Thrown when an avatar is opened for another user than its own: a defect of ours, never caused by a user. */
export class ForeignAvatar extends Error {
  override readonly name = 'ForeignAvatar';
  constructor(avatarId: string) {
    super(`avatar ${avatarId} is another user's`);
  }
}

/** Thrown when an avatar is reopened that was deleted meanwhile. */
export class AvatarGone extends Error {
  override readonly name = 'AvatarGone';
  constructor(avatarId: string) {
    super(`avatar ${avatarId} has no row any more`);
  }
}
