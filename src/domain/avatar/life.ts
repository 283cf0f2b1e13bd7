import { defined } from '../defined.ts';
import type { AvatarStatus, Language } from './avatar.ts';
import type { CardShown } from './card-shown.ts';
import type { FailurePhotos } from '../training/failures.ts';
import { takesPhotos, type AvatarEvent } from './lifecycle.ts';
import { tally, type AvatarPhoto, type PhotoVerdict, type ReceivedPhoto } from '../photos/photo.ts';
import { PROGRESS_CEILING, type FailureReason } from '../training/training.ts';
import { noted, type TrainingReport, type TrainingWatch } from '../training/watch.ts';

export interface TrainingRequest {
  readonly requestId: string;
  readonly endpoint: string;
}

/** An accepted training whose result was not fetched and may exist. */
export interface UntakenResult extends TrainingRequest {
  readonly attempt: number;
  /** The highest number among the photos that it was trained on. */
  readonly lastNumber: number;
  /** The trainer was asked for long enough and did not find it. */
  readonly notFound?: true;
}

/** Everything that an avatar's workflow remembers. Plain data: continue-as-new carries it whole. */
export interface AvatarWorkflowState {
  status: AvatarStatus;
  /** The user's language; absent: the one that the avatar was started with. */
  language?: Language;
  name: string;
  /** The message that gave the name; absent when none did since this run began. */
  namedBy?: number;
  photos: AvatarPhoto[];
  /** The latest messages whose photos were removed. Delivered again, they stay removed. */
  removedMessageIds: number[];
  /** Removed photos that may come back, oldest first. */
  removed?: AvatarPhoto[];
  lastNumber: number;
  /** The user's newest message in the chat. The card is placed below it. */
  lastMessageId: number;
  cardMessageId?: number;
  /** What the card shows. Absent: it was never shown, or its message may show something else. */
  cardShown?: CardShown;
  /** Something else may have been written into the card's message since the current write began. */
  cardOverdrawn?: true;
  /** The message of the former card, still to be removed. */
  formerCardId?: number;
  progress: number;
  queuePosition?: number;
  /** Counts the states that the card was to show: the later of two is the higher. */
  revision: number;
  failure?: FailureReason;
  /** The photos behind the failure. Never without `failure`. */
  failurePhotos?: FailurePhotos;
  /** The trainer's own words, for operators: one line without addresses and keys. */
  failureWords?: string;
  /** Trainings begun over all runs of the avatar: a number is never reused. */
  attempt: number;
  request?: TrainingRequest;
  /** A request that was found or named for an attempt in doubt: wait for it, do not submit again. */
  adopted?: TrainingRequest;
  /** Nobody knows whether the latest attempt's submission was accepted. */
  doubt?: true;
  /** The trainer has not been asked about the doubt since this run began. */
  unsought?: true;
  /** A paid result that was not fetched: fetched before anything else is paid for. */
  untaken?: UntakenResult;
  /** Only fetch the untaken result: submit nothing, whatever is found. */
  takesOnly?: true;
  watch?: TrainingWatch;
  /** How long trainings of this kind took lately, ms, shortest and longest; absent while there are few. */
  usualMs?: readonly [number, number];
  /** The user's last action, ms since the epoch: expiry counts from here. */
  touchedAt: number;
  reminded: boolean;
  /** Photos that came too late and were not answered yet. */
  latePhotos: number;
  /** Photos wait for the user's rate limit: how much longer, ms. */
  resumeInMs?: number;
  slowChecks?: readonly number[];
  /** Send the card as a new message, wherever it stands: it was lost, or should be noticed. */
  cardLost?: true;
  /** The photos are still to be compared: do they show one person? */
  facesDue?: true;
  /** The user was asked what to do and has not decided. */
  asked?: true;
  /** The message with that question. Absent: not sent, or it already shows the decision. */
  questionId?: number;
  /** Until when the photos of the completed avatar are kept, ms since the epoch; absent: as long as the avatar. */
  photosKeptUntil?: number;
  /** The user's data are being deleted: the run ends at once and waits for nobody. */
  leaving?: true;
  ending?: 'user' | 'expired' | 'deleted' | 'unretried';
}

/** Most photos that wait for their check; a flood of photos is refused at once. */
const WAITING_AT_MOST = 100;
/** Most refused photos that are remembered: older ones only cost memory. */
const REMEMBERED_REFUSALS = 100;

/** @param now ms since the epoch */
export function newLife(name: string, cardMessageId: number | undefined, now: number): AvatarWorkflowState {
  return {
    status: 'draft',
    name,
    photos: [],
    removedMessageIds: [],
    lastNumber: 0,
    lastMessageId: 0,
    ...defined({ cardMessageId }),
    progress: 0,
    revision: 0,
    attempt: 0,
    touchedAt: now,
    reminded: false,
    latePhotos: 0,
  };
}

/** What the database keeps of an avatar whose run has ended. */
export interface PersistedAvatar {
  readonly name: string;
  /** Absent: the language that the run was started with. */
  readonly language?: Language;
  readonly photos: readonly AvatarPhoto[];
  readonly attempts?: number;
  /** The training that the last run did not finish: its request, or `in_doubt` when it may have been sent. */
  readonly unfinished?: TrainingRequest | 'in_doubt';
  /** The highest number that a photo ever had, removed or not. */
  readonly lastNumber?: number;
  readonly untaken?: UntakenResult;
  /** How long trainings of this kind took lately, ms, shortest and longest; absent while there are few. */
  readonly usualMs?: readonly [number, number];
}

/**
 * Restores an avatar whose run has ended or is lost. It becomes `cancelled` with its photos; `error` when a training's
 * request is to be finished; `training` when a submission is in doubt. Numbers of photos and attempts go on, so that an
 * old button or a late webhook never means a new photo or training.
 */
export function restore(life: AvatarWorkflowState, kept: PersistedAvatar): void {
  const { name, photos, attempts = 0, lastNumber = 0, untaken, unfinished } = kept;
  life.name = name;
  life.attempt = attempts;
  if (untaken) life.untaken = untaken;
  life.photos = [...photos];
  life.lastNumber = photos.reduce((highest, photo) => Math.max(highest, photo.number), lastNumber);
  if (unfinished === 'in_doubt') {
    life.status = 'training';
    life.failure = 'submission_unconfirmed';
    life.doubt = true;
    life.unsought = true;
  } else if (unfinished) {
    life.status = 'error';
    life.adopted = unfinished;
  } else if (photos.length > 0) {
    life.status = 'cancelled';
  }
}

/** The user has acted. @param now ms since the epoch */
export function touch(life: AvatarWorkflowState, now: number): void {
  life.touchedAt = now;
  life.reminded = false;
}

export function valid(life: AvatarWorkflowState): number {
  return tally(life.photos).valid;
}

export function validNumbers(life: AvatarWorkflowState): number[] {
  return life.photos.flatMap(({ number, verdict }) => (verdict === 'valid' ? [number] : []));
}

export function pending(life: AvatarWorkflowState): AvatarPhoto[] {
  return life.photos.filter((photo) => photo.verdict === 'pending');
}

/** Registers a photo. @returns the event that it is for the avatar; null: seen before, refused at once, or too late */
export function receive(life: AvatarWorkflowState, photo: ReceivedPhoto, maxPhotos: number): AvatarEvent | null {
  life.lastMessageId = Math.max(life.lastMessageId, photo.messageId);
  const heardBefore =
    life.removedMessageIds.includes(photo.messageId) ||
    life.photos.some((known) => known.messageId === photo.messageId);
  if (heardBefore) return null;
  if (!takesPhotos(life.status)) {
    life.latePhotos += 1;
    return null;
  }
  life.lastNumber += 1;
  const sentBefore = life.photos.find(
    ({ fileUniqueId, verdict: known }) =>
      fileUniqueId === photo.fileUniqueId && (known === 'valid' || known === 'pending'),
  );
  const verdict = sentBefore
    ? ({ verdict: 'duplicate', refusal: 'duplicate', of: sentBefore.number } as const)
    : valid(life) >= maxPhotos
      ? ({ verdict: 'invalid', refusal: 'over_limit' } as const)
      : pending(life).length >= WAITING_AT_MOST
        ? ({ verdict: 'invalid', refusal: 'too_many_at_once' } as const)
        : ({ verdict: 'pending' } as const);
  life.photos.push({ ...photo, number: life.lastNumber, ...verdict });
  forgetOldRefusals(life);
  return 'photo_received';
}

function forgetOldRefusals(life: AvatarWorkflowState): void {
  const refused = life.photos.filter(({ verdict }) => verdict === 'invalid' || verdict === 'duplicate');
  const forgotten = new Set(refused.slice(0, Math.max(0, refused.length - REMEMBERED_REFUSALS)));
  if (forgotten.size > 0) life.photos = life.photos.filter((photo) => !forgotten.has(photo));
}

export function judge(life: AvatarWorkflowState, number: number, verdict: PhotoVerdict): void {
  life.photos = life.photos.map((photo): AvatarPhoto => {
    if (photo.number !== number) return photo;
    switch (verdict.verdict) {
      case 'valid':
        return { ...photo, verdict: 'valid' };
      case 'duplicate':
        return {
          ...photo,
          verdict: 'duplicate',
          refusal: verdict.refusal ?? 'duplicate',
          ...defined({ of: verdict.of }),
        };
      case 'invalid':
        return { ...photo, verdict: 'invalid', refusal: verdict.refusal };
    }
  });
}

/** The event that follows from the number of valid photos, if any. */
export function countEvent(life: AvatarWorkflowState, minPhotos: number): AvatarEvent | null {
  if (life.status === 'uploading' && valid(life) >= minPhotos) return 'minimum_reached';
  if (life.status === 'ready' && valid(life) < minPhotos) return 'fell_below_minimum';
  return null;
}

/** Progress never goes back, and stays below 100 until the result is verified. */
export function progressed(life: AvatarWorkflowState, report: TrainingReport): void {
  const { queuePosition } = report;
  const percent = Math.min(PROGRESS_CEILING, Math.floor(report.percent));
  life.watch = noted(life.watch ?? {}, report, percent >= life.progress);
  life.progress = Math.max(life.progress, percent);
  if (queuePosition === undefined) delete life.queuePosition;
  else life.queuePosition = queuePosition;
}
