import { defined } from '../defined.ts';
import type { AvatarStatus, Language } from './avatar.ts';
import type { CardShown } from './card-shown.ts';
import type { FailurePhotos } from '../training/failures.ts';
import { next, takesPhotos, type AvatarEvent } from './lifecycle.ts';
import { tally, type AvatarPhoto, type PhotoVerdict, type ReceivedPhoto } from '../photos/photo.ts';
import { PROGRESS_CEILING, type FailureReason } from '../training/training.ts';
import { noted, type TrainingReport, type TrainingWatch } from '../training/watch.ts';

/** A training that was submitted. */
export interface TrainingRequest {
  readonly requestId: string;
  readonly endpoint: string;
}

/** A training that was accepted, whose result was not taken, and may be there. */
export interface UntakenResult extends TrainingRequest {
  readonly attempt: number;
  /** Of the photos that it was trained on. */
  readonly lastNumber: number;
  /** The trainer did not find it, asked for long enough. */
  readonly notFound?: true;
}

/** All that a life remembers: plain data, carried whole from one run to the next. */
export interface AvatarWorkflowState {
  status: AvatarStatus;
  /** That the person is written to in; absent: the one that they began with. */
  language?: Language;
  name: string;
  /** The person's message that gave the name; absent where none did since this run began. */
  namedBy?: number;
  photos: AvatarPhoto[];
  /** Messages whose photos were removed, the latest of them: delivered again, they stay removed. */
  removedMessageIds: number[];
  /** Photos that were removed and may come back, oldest first. */
  removed?: AvatarPhoto[];
  lastNumber: number;
  /** Newest message of the person's in the chat, so that the card is put under it. */
  lastMessageId: number;
  cardMessageId?: number;
  /** What the card shows; unknown where it was never shown, or something else may stand in its message. */
  cardShown?: CardShown;
  /** Since the write under way began, something else has come to stand in the card's message, or may have. */
  cardOverdrawn?: true;
  /** The message that was the card before another took its place: it is to go. */
  formerCardId?: number;
  progress: number;
  queuePosition?: number;
  failure?: FailureReason;
  /** What the failure is known to be about; together with `failure`, or not at all. */
  failurePhotos?: FailurePhotos;
  /** The failure in the trainer's own words, for operators: one line without addresses and keys. */
  failureWords?: string;
  /** Trainings begun, counted over all runs of the avatar: never used again. */
  attempt: number;
  request?: TrainingRequest;
  /** A request that was found or named for an attempt whose submission was in doubt: to be waited for, not submitted. */
  adopted?: TrainingRequest;
  /** Nobody knows whether the submission of the latest attempt was accepted. */
  doubt?: true;
  /** The trainer has not been asked for it since this run began. */
  unsought?: true;
  /** What was paid for and not taken: taken first, before anything else is paid for. */
  untaken?: UntakenResult;
  /** Only that is to be taken: nothing is submitted whatever comes of it. */
  takesOnly?: true;
  /** Of the training under way, or the last one. */
  watch?: TrainingWatch;
  /** What trainings of this kind have taken lately, ms, shortest and longest; unknown while there are few. */
  usualMs?: readonly [number, number];
  /** ms since the epoch of the last thing the person did: expiry counts from here. */
  touchedAt: number;
  /** The person has done something since: when, is yet to be read from the clock. */
  touched: boolean;
  reminded: boolean;
  /** Photos that came too late, not yet answered. */
  latePhotos: number;
  /** Photos wait for their turn at the person's rate: how long yet, ms. */
  resumeInMs?: number;
  /** Numbers of photos whose check takes long. */
  slowChecks?: readonly number[];
  /** The card is to be sent anew, whatever it stands under: it is lost, or to be noticed. */
  cardLost?: true;
  /** Whether the photos show one person is being looked at. */
  facesDue?: true;
  /** The person was asked what to do, and nothing has been decided so far. */
  asked?: true;
  /** The message in which they were asked; absent where it has not been sent, or shows what was decided. */
  questionId?: number;
  /** Until when the photos of the finished avatar are kept, ms since the epoch; absent: as long as the avatar. */
  photosKeptUntil?: number;
  /** Its person's data are being deleted: it ends at once, and waits for nobody. */
  leaving?: true;
  /** Somebody wants this life to end. */
  ending?: 'user' | 'expired' | 'deleted' | 'unretried';
}

/** Photos that wait for their check at the most: a flood of them is refused at once. */
const WAITING_AT_MOST = 100;
/** Refused photos remembered at the most; older ones only cost memory. */
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
    attempt: 0,
    touchedAt: now,
    touched: false,
    reminded: false,
    latePhotos: 0,
  };
}

/** What the records keep of an avatar whose run has ended. */
export interface PersistedAvatar {
  readonly name: string;
  /** That its person is written to in; absent: the one that the run was begun with. */
  readonly language?: Language;
  readonly photos: readonly AvatarPhoto[];
  /** Trainings begun so far; absent where none was. */
  readonly attempts?: number;
  /** The training that its last run did not see through: its request, or that it may have been sent. Absent where none was. */
  readonly unfinished?: TrainingRequest | 'in_doubt';
  /** Highest number that a photo ever had, removed or not; absent where none had. */
  readonly lastNumber?: number;
  readonly untaken?: UntakenResult;
  /** What trainings of the avatar's kind have taken lately, ms, shortest and longest; absent while there are few. */
  readonly usualMs?: readonly [number, number];
}

/**
 * Takes up the life of an avatar whose run has ended, or is lost, with what it kept: `cancelled` with its photos, in `error` with the
 * request of a training that is to be seen through, in `training` where one is in doubt. Numbers of photos and attempts go on from there: an old
 * button, or a late word about an old training, never means a new one.
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

export function valid(life: AvatarWorkflowState): number {
  return tally(life.photos).valid;
}

export function validNumbers(life: AvatarWorkflowState): number[] {
  return life.photos.flatMap(({ number, verdict }) => (verdict === 'valid' ? [number] : []));
}

export function pending(life: AvatarWorkflowState): AvatarPhoto[] {
  return life.photos.filter((photo) => photo.verdict === 'pending');
}

/**
 * Takes note of a photo.
 * @returns the event this is for the avatar, or null: heard before, refused at once, or too late
 */
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

/** Moves a life along the transition table. @returns whether its status is another now @throws {ImpossibleTransition} */
export function transition(life: AvatarWorkflowState, event: AvatarEvent): boolean {
  const before = life.status;
  life.status = next(before, event);
  life.latePhotos = 0;
  return life.status !== before;
}

/** The event that the number of valid photos is, if it is one. */
export function countEvent(life: AvatarWorkflowState, minPhotos: number): AvatarEvent | null {
  if (life.status === 'uploading' && valid(life) >= minPhotos) return 'minimum_reached';
  if (life.status === 'ready' && valid(life) < minPhotos) return 'fell_below_minimum';
  return null;
}

/** Progress never goes back, and what is not verified is not yet whole. */
export function progressed(life: AvatarWorkflowState, report: TrainingReport): void {
  const { queuePosition } = report;
  const percent = Math.min(PROGRESS_CEILING, Math.floor(report.percent));
  life.watch = noted(life.watch ?? {}, report, percent >= life.progress);
  life.progress = Math.max(life.progress, percent);
  if (queuePosition === undefined) delete life.queuePosition;
  else life.queuePosition = queuePosition;
}
