import type { AvatarChoices, AvatarStatus, Language } from '../../domain/avatar/avatar.ts';
import type { Person } from '../../domain/user/person.ts';
import type { PhotoMeasurements } from '../../domain/photos/measurements.ts';
import type { PersistedAvatar, TrainingRequest } from '../../domain/avatar/life.ts';
import type { PhotoFacts, PhotoReport } from '../../domain/photos/report.ts';
import type { AvatarPhoto, PhotoFinding } from '../../domain/photos/photo.ts';
import type { ChosenTrainer, TrainingKind } from '../../domain/training/trainers.ts';
import type { FailureReason } from '../../domain/training/training.ts';
import type { DeletionRecords, StandingRecords } from './person-records.ts';

/** An avatar's row when its life begins. */
export interface NewAvatar {
  readonly avatarId: string;
  readonly person: Person;
  readonly choices: AvatarChoices;
  /** It has been before: where it has no row, it has been deleted since. */
  readonly reopened?: true;
  /** How many its person may begin within 24 hours; 0: as many as they like. */
  readonly avatarsADay: number;
}

/** An avatar whose row is lost: its run goes on. */
export interface LostAvatar {
  readonly avatarId: string;
  readonly person: Person;
  /** That the person chose, where it is another than Telegram's. */
  readonly chosenLanguage?: Language;
  readonly choices: AvatarChoices;
}

/** What of a life should be in the rows beside its avatar's own, and is not: an older database was restored, say. */
export interface LostRows {
  /** Numbers of valid photos. */
  readonly photos: readonly number[];
  /** The training. */
  readonly training: boolean;
}

export interface GivenName {
  readonly name: string;
  /** The person's message that gave it; absent: it is as before. */
  readonly namedBy?: number;
}

/** What of a life is kept in its avatar's row. */
export interface AvatarRecord extends GivenName {
  readonly avatarId: string;
  readonly status: AvatarStatus;
  /** 0–100. */
  readonly progress: number;
  /** Valid photos. */
  readonly photosCount: number;
  /** Highest number that a photo ever had, and how many trainings were begun: kept, never lowered. */
  readonly lastPhotoNumber: number;
  readonly lastAttempt: number;
  readonly failure?: FailureReason;
  /** Until when the photos of a completed avatar are kept, ms since the epoch. */
  readonly photosKeptUntil?: number;
  /** What else has a row by now: numbers of valid photos, and the latest training that was accepted. */
  readonly expected?: {
    readonly photos: readonly number[];
    readonly training?: { readonly attempt: number; readonly requestId: string };
  };
}

/** A photo that was checked, valid or not. */
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
  /** Where it is stored; absent for a photo that is not taken. */
  readonly minioKey?: string;
  /** Why it is not taken. */
  readonly finding?: PhotoFinding;
}

/** A valid photo, and where it is. */
export interface StoredPhoto {
  readonly number: number;
  readonly minioKey: string;
  /** In all. */
  readonly pixels: number;
}

/** One attempt at training an avatar. */
export interface TrainingKey {
  readonly avatarId: string;
  /** 1, 2, 3 …, over all runs of the avatar. */
  readonly attempt: number;
}

/** The intent, written before anything is sent. */
export interface NewTraining extends TrainingKey {
  readonly trainer: Pick<ChosenTrainer, 'name' | 'preset' | 'endpoint'>;
  readonly falMode: 'live' | 'test';
  readonly config: Readonly<Record<string, string | number | boolean>>;
  /** Tries before this one have had their leave, or need none any more; absent: none has. */
  readonly triesBefore?: number;
}

/** What is known of a training. */
export interface TrainingRecord {
  /** Of the uploaded archive: opens the photos to anybody. */
  readonly archiveUrl?: string;
  readonly requestId?: string;
  /** Of the weights that it left, as FAL told: opens them to anybody. */
  readonly resultUrl?: string;
  /** The latest try that may have sent the submission, 0 before the first. */
  readonly claimedTry: number;
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** What a verified training left. */
export interface ResultRecord extends TrainingKey {
  readonly finetuneId?: string;
  readonly weightsKey?: string;
  /** Hex. */
  readonly weightsSha256?: string;
  readonly weightsBytes?: number;
  /** The endpoint that makes pictures with it. */
  readonly inference: string;
}

/** What the records know of what is stored. */
export interface Known {
  /** Of those avatars that have a row. */
  readonly statuses: ReadonlyMap<string, AvatarStatus>;
  /** Those keys that a valid photo's row names. */
  readonly photoKeys: ReadonlySet<string>;
  /** Those keys that a picture's row names. */
  readonly previewKeys: ReadonlySet<string>;
}

/**
 * The rows of users, avatars and photos. Every method may be repeated with the same arguments without further effect.
 * All throw whatever the database throws: the caller retries.
 */
export interface Records extends StandingRecords, DeletionRecords {
  /**
   * Writes the person, the avatar where it is new, and brings it into focus: photos and texts are its own from now on.
   * @returns what is kept of the avatar: for a new one nothing but the name, for an old one its valid photos too
   * @throws {ForeignAvatar} when there is such an avatar of another person's
   * @throws {AvatarGone} where one that was reopened has no row
   * @throws {BeingDeleted} | {TooManyAvatars} for a new one
   */
  openAvatar(avatar: NewAvatar): Promise<PersistedAvatar>;
  /**
   * Writes the rows of a person and an avatar anew where there are none. It comes into focus where it is alone.
   * @throws {BeingDeleted} | {ForeignAvatar}
   */
  restoreAvatar(lost: LostAvatar): Promise<void>;
  /**
   * `photos`: the next photos are this avatar's, and no other avatar's name is waited for any longer.
   * `name`: the next text is its name, until it has a new one or stops taking photos later than this.
   * @returns false when there is no such avatar of this person's: nothing changes then
   */
  focus(avatarId: string, telegramId: number, what: 'photos' | 'name'): Promise<boolean>;
  /** The next text is no longer this avatar's name. @returns false when there is no such avatar of this person's */
  keepName(avatarId: string, telegramId: number): Promise<boolean>;
  /** @returns false when there is no such avatar of this person's, or it is not finished: nothing changes then */
  chooseMain(avatarId: string, telegramId: number): Promise<boolean>;
  /** The avatar that takes the person's photos now, if any. */
  openAvatarOf(telegramId: number): Promise<string | null>;
  /**
   * Writes what is known; takes the avatar out of focus when it no longer takes photos. The first that is completed is its
   * person's main one.
   * @returns what is expected and not there
   * @throws {RowsLost}
   */
  saveAvatar(record: AvatarRecord): Promise<LostRows>;
  /** @returns false when there is no such avatar of this person's */
  renameAvatar(avatarId: string, telegramId: number, name: GivenName): Promise<boolean>;
  /**
   * Keeps the verdict. Photos of one avatar are kept one after another, so that of two alike the second one is found,
   * whichever that is.
   * @returns null when a photo to be taken is; else what speaks against it: another one of the avatar's is the same, or nearly
   * @throws {RowsLost}
   */
  savePhoto(record: PhotoRecord): Promise<PhotoFinding | null>;
  /** Keeps a photo that was judged valid before, whatever it is like. @throws {RowsLost} */
  restorePhoto(record: PhotoRecord): Promise<void>;
  /** Number of another valid photo of the avatar with this hash. */
  photoWithHash(avatarId: string, fileHash: string, exceptNumber: number): Promise<number | null>;
  /** The valid photos, in the order of their numbers. */
  storedPhotos(avatarId: string): Promise<StoredPhoto[]>;
  /** What a report on the avatar's photos is made of, in the order of their numbers. */
  photoFacts(avatarId: string): Promise<PhotoFacts[]>;
  /**
   * Keeps how strange each photo is among the others (resemblance.ts), or that it is not known; other photos are left as they are.
   * A photo that is gone by now, or no longer valid, is passed over.
   */
  saveFaceDistances(avatarId: string, found: readonly { number: number; faceDistance: number | null }[]): Promise<void>;
  /** What was trained on it and not taken by then is never taken. */
  removePhoto(avatarId: string, number: number): Promise<void>;
  /**
   * Forgets where the photos of a completed avatar are, and what they could be known by: all but the best, its cover.
   * Of an avatar that is not completed, or is gone, nothing is forgotten.
   * @returns the numbers of the photos whose objects are to be removed, also of those forgotten by an earlier call
   */
  releasePhotos(avatarId: string): Promise<number[]>;
  /** The photos that are there stay as long as the avatar. */
  keepPhotos(avatarId: string): Promise<void>;
  /** Writes the intent, in the training's row and in its avatar's. What an earlier call has written stays. @throws {RowsLost} */
  openTraining(training: NewTraining): Promise<void>;
  /** Keeps how the set of photos stood when the training was confirmed. What was kept of it, or of a later one, stays. */
  saveReport(key: TrainingKey, report: PhotoReport): Promise<void>;
  /** null: there is no such training. */
  training(key: TrainingKey): Promise<TrainingRecord | null>;
  saveArchive(key: TrainingKey, archiveUrl: string): Promise<void>;
  /**
   * Asks leave to send the submission. Tries are numbered from 1.
   * @returns false when this try, or a later one, has had its leave, or has been given up: nothing may be sent then
   * @throws {RowsLost} there is no such training: nothing may be sent, and nobody knows what was
   */
  claimSubmission(key: TrainingKey, tryNumber: number): Promise<boolean>;
  /**
   * Writes down what FAL calls the training, and forgets the archive's address.
   * @throws {RequestTaken} when it is another training's: nothing is written then
   */
  saveRequest(key: TrainingKey, requestId: string): Promise<void>;
  /** What FAL was asked for and is not known to have ended. */
  openRequests(avatarId: string): Promise<TrainingRequest[]>;
  /**
   * @param startedAt when it began to run, ms since the epoch, as far as that is known
   * @param leftNothing surely: nobody need look for a result of it
   */
  endTraining(
    key: TrainingKey,
    outcome: 'completed' | 'failed' | 'cancelled',
    failure?: FailureReason,
    startedAt?: number,
    leftNothing?: boolean,
  ): Promise<void>;
  /** Writes down where FAL keeps the weights until they are taken. */
  saveResultUrl(key: TrainingKey, url: string): Promise<void>;
  /** What the latest trainings of this kind took once they ran, ms, the shortest and longest tenths left out; null while there are few. */
  usualTime(kind: TrainingKind): Promise<readonly [number, number] | null>;
  /** Nothing more is kept of where FAL had it. @returns false when there is no such avatar: nothing may be kept then */
  saveResult(record: ResultRecord): Promise<boolean>;
  /** Deletes the avatar and its photos' rows; another finished one is the main one in its place. @returns false when there is no such avatar of this person's */
  deleteAvatar(avatarId: string, telegramId: number): Promise<boolean>;
  isOwner(avatarId: string, telegramId: number): Promise<boolean>;
  /** From here on nothing is paid for the avatar. @returns false when there is no such avatar of this person's */
  beginAvatarDeletion(avatarId: string, telegramId: number): Promise<boolean>;
  /** Which of these avatars, and of these keys of their photos and pictures, there are. */
  known(avatarIds: readonly string[], photoKeys: readonly string[], previewKeys?: readonly string[]): Promise<Known>;
  /** Whether the avatar should have a run, by its rows: it is neither done nor in `error` nor cancelled, or its latest training is not settled. */
  hasRun(avatarId: string): Promise<boolean>;
  /** Ids of all that should. */
  allWithRuns(): Promise<string[]>;
  /** Whether there is any avatar at all. */
  hasAvatars(): Promise<boolean>;
}

/**
 * Thrown when the row that is to be written to is not there: the avatar has been deleted, or an older database was restored.
 * Its run knows which.
 */
export class RowsLost extends Error {
  override readonly name = 'RowsLost';
  constructor(avatarId: string) {
    super(`there are no rows of avatar ${avatarId}`);
  }
}

/** Thrown when a request is to be a training's that is another one's already. */
export class RequestTaken extends Error {
  override readonly name = 'RequestTaken';
  constructor(requestId: string) {
    super(`request ${requestId} is another training's`);
  }
}

/** Thrown when an avatar is to be opened for somebody whose it is not: a defect of ours, never a person's doing. */
export class ForeignAvatar extends Error {
  override readonly name = 'ForeignAvatar';
  constructor(avatarId: string) {
    super(`avatar ${avatarId} is another person's`);
  }
}

/** Thrown when an avatar is to be taken up that has no row: it has been deleted meanwhile. */
export class AvatarGone extends Error {
  override readonly name = 'AvatarGone';
  constructor(avatarId: string) {
    super(`avatar ${avatarId} has no row any more`);
  }
}
