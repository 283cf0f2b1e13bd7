/**
 * The contract between the bot (or any other client) and the workflows: ids, inputs, signals, updates, queries.
 * Holds no behaviour, so that the bot may import it.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AvatarChoices, AvatarStatus, AvatarType, Language } from '../domain/avatar.ts';
import type { Decided } from '../domain/decision.ts';
import type { Life } from '../domain/life.ts';
import type { ReceivedPhoto } from '../domain/photo.ts';
import type { TrainingReport } from '../domain/training-watch.ts';
import type { Avatar, AvatarState, RefusalReason } from '../domain/state.ts';
import type { ChosenTrainer } from '../domain/trainers.ts';

export const AVATAR_TASK_QUEUE = 'avatars';
/** Where photos are checked: heavy work, bounded on its own, so that an album holds up nobody's card. */
export const photoTaskQueue = (taskQueue: string): string => `${taskQueue}-photos`;

/** The run of one avatar's life. */
export const avatarWorkflowId = (avatarId: string): string => `avatar-${avatarId}`;
/** What a person does with an ended avatar: one at a time, since the id is the avatar's. */
export const avatarChangeWorkflowId = (avatarId: string): string => `avatar-${avatarId}-change`;
/** In the memo of a change: the wish that it was begun by. */
export const CHANGE_ASKED_BY = 'askedBy';
/** What removes the photos of a finished avatar when their time is over. */
export const photoRetentionWorkflowId = (avatarId: string): string => `retention-${avatarId}`;
/** Showing the photos of an avatar: one message at a time. */
export const photoReviewWorkflowId = (avatarId: string): string => `review-${avatarId}`;
/** The making of an avatar's first pictures: one at a time. */
export const previewWorkflowId = (avatarId: string): string => `avatar-${avatarId}-preview`;
/** Telling what Telegram did not take before an avatar's run was over. */
export const newsLeftWorkflowId = (avatarId: string): string => `avatar-${avatarId}-news`;
/** A submission in doubt whose avatar's run is over. @param attempt empty: how the ids of all of the avatar's begin */
export const submissionDoubtWorkflowId = (avatarId: string, attempt: number | ''): string =>
  `submission-${avatarId}-${attempt}`;
/** Ids of all runs that are about one avatar. */
export const avatarRunIds = (avatarId: string): string[] =>
  [
    avatarWorkflowId,
    avatarChangeWorkflowId,
    newsLeftWorkflowId,
    photoRetentionWorkflowId,
    photoReviewWorkflowId,
    previewWorkflowId,
  ].map((idOf) => idOf(avatarId));
/** The avatar that the run of this id is about; null: it is about none. */
export function avatarOfRun(workflowId: string): string | null {
  const [avatarId] = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/.exec(workflowId) ?? [];
  return avatarId !== undefined && avatarRunIds(avatarId).includes(workflowId) ? avatarId : null;
}
/** Taking up an avatar whose run is lost. */
export const takeUpWorkflowId = (avatarId: string): string => `avatar-${avatarId}-take-up`;
/** Photos that came while no avatar of the person's was open. */
export const photoInboxWorkflowId = (telegramId: number): string => `inbox-${telegramId}`;

/** The names under which the workflows are registered. */
export const workflowTypes = {
  avatar: 'avatarWorkflow',
  avatarChange: 'avatarChangeWorkflow',
  newsLeft: 'newsLeftWorkflow',
  preview: 'previewWorkflow',
  photoInbox: 'photoInboxWorkflow',
  photoRetention: 'photoRetentionWorkflow',
  photoReview: 'photoReviewWorkflow',
  storageSweep: 'storageSweepWorkflow',
  takeUp: 'takeUpWorkflow',
  submissionDoubt: 'submissionDoubtWorkflow',
} as const;

export interface AvatarInput extends Avatar {
  /** The message that becomes the avatar's card; a new one is sent when there is none. */
  readonly cardMessageId?: number;
  /** A new run for an avatar whose run has ended, or is lost: what it kept is taken from the records, where it must be. */
  readonly reopen?: true;
  /** For a reopened avatar: the message that was its card until then. It goes. */
  readonly formerCardMessageId?: number;
  /** Only from one run to the next of the same life (continue-as-new). */
  readonly carried?: Life;
  /** With `carried`: what Telegram has not taken yet. */
  readonly untold?: readonly AvatarNews[];
}

/** `decided`: what the person was asked is. */
export type NewsKind =
  | { readonly kind: 'completed' | 'failed' | 'expiry_near' | 'expired' | 'late_photos' | 'overdue' }
  | ({ readonly kind: 'decided' } & Decided);

/** News about an avatar, as it stood then. */
export type AvatarNews = NewsKind & { readonly avatar: AvatarState; readonly language: Language };

/** What a life had to say whose run has ended. */
export interface NewsLeftInput {
  readonly avatarId: string;
  /** First to last. */
  readonly news: readonly AvatarNews[];
  /** The message in which the person was asked last, where it does not show what was decided yet. */
  readonly questionId?: number;
}
export const moreNews = defineSignal<[readonly AvatarNews[]]>('moreNews');

/** A person's wish. `by` is their Telegram id: only the owner's wishes are heard. */
export interface Wish {
  readonly by: number;
  /** The message whose button was tapped: whoever sends the wish draws it. */
  readonly tapped?: number;
}

/** The id of an update that the bot sends for a person: by it the person's wishes are told from an operator's. */
export const personsUpdateId = (botId: number, key: string): string => `tg-${botId}-${key}`;
export const isPersonsUpdate = (updateId: string | undefined): boolean => updateId?.startsWith('tg-') ?? false;

/** The type of failure that a refused update carries; its first detail is a Refusal. */
export const ACTION_REFUSED = 'ActionRefused';
export interface Refusal {
  readonly reason: RefusalReason;
  readonly status: AvatarStatus;
  /** When it may be granted, ms since the epoch, where that is known. */
  readonly until?: number;
}

/** How a life ended that ended well: the run's result. */
export interface AvatarOutcome {
  readonly status: 'completed';
  readonly avatarId: string;
  readonly finetuneId?: string;
  readonly weightsKey?: string;
}

export interface NewName {
  readonly name: string;
  /** The person's message that it stands in: an edit of it is another name. */
  readonly messageId?: number;
}

export const state = defineQuery<AvatarState>('state');

/** A photo has come. Sent again for the same message, it changes nothing. */
export const photoReceived = defineSignal<[ReceivedPhoto]>('photoReceived');

/**
 * The trainer says, unasked, that a training has ended. The result is fetched and checked whatever it says.
 * `attempt`, by the address that it was told to call, names the training even where the request's id was lost.
 */
export const trainerResult =
  defineSignal<[{ readonly requestId: string; readonly outcome: 'ok' | 'error'; readonly attempt?: number }]>(
    'trainerResult',
  );

/** Progress, from the activity that asks the trainer. */
export const trainingProgress = defineSignal<[TrainingReport]>('trainingProgress');

/** Brings the avatar into focus (photos and texts are its own from now on) and its card under `cardMessageId`. */
export const open = defineUpdate<AvatarState, [Wish & { readonly cardMessageId?: number }]>('open');
/** The avatar's rows are written again where they are lost. */
export const writeRows = defineUpdate<AvatarState, [Wish]>('writeRows');
export const confirmStart = defineUpdate<AvatarState, [Wish]>('confirmStart');
/** Answers at once where a trainer must be told to stop first: `training.stopping` is there then, and the status follows. */
export const cancel = defineUpdate<AvatarState, [Wish]>('cancel');
/** A training that is overdue is waited for once more as long. Where none is, it changes nothing. */
export const waitOn = defineUpdate<AvatarState, [Wish]>('waitOn');
export const retry = defineUpdate<AvatarState, [Wish]>('retry');
/** What was paid for and may lie at the trainer's is taken. Nothing is submitted: an avatar of which there is nothing is in `error` again. */
export const takeResult = defineUpdate<AvatarState, [Wish]>('takeResult');
/**
 * Other photos than those a training failed with: the avatar takes photos again. With `without`, those that the failure names
 * are removed, and training starts at once if enough are left.
 */
export const mendPhotos = defineUpdate<AvatarState, [Wish & { readonly without?: true }]>('mendPhotos');
export const rename = defineUpdate<AvatarState, [Wish & NewName]>('rename');
/** Taken out of the set, and deleted. Until the start of the training it may come back. */
export const removePhoto = defineUpdate<AvatarState, [Wish & { readonly number: number }]>('removePhoto');
/** A removed photo comes back, once it is fetched and checked anew. Answers when it is, or in a few seconds. */
export const bringBackPhoto = defineUpdate<AvatarState, [Wish & { readonly number: number }]>('bringBackPhoto');
/**
 * For operators: what to do about a submission that nobody could confirm. `adopt`: this request is it. `submit_again`: it
 * surely was not accepted, or shall be paid twice. `give_up`: it surely was not accepted, and its owner may try again.
 */
export const resolveSubmission = defineUpdate<void, [Resolution]>('resolveSubmission');
export type Resolution =
  { readonly decision: 'adopt'; readonly requestId: string } | { readonly decision: 'submit_again' | 'give_up' };
export const deleteAvatar = defineUpdate<void, [Wish]>('deleteAvatar');

export interface AvatarChangeInput {
  readonly avatarId: string;
  readonly by: number;
  readonly change:
    | ({ readonly kind: 'rename' } & NewName)
    /** `stuck`: its run cannot answer any more, and is ended as it stands. */
    | { readonly kind: 'delete'; readonly stuck?: true }
    /** The person's next text is this avatar's name. */
    | { readonly kind: 'expect_name' }
    /** It is not: the name stays as it is. */
    | { readonly kind: 'keep_name' }
    /** It is the one that its person shows first. */
    | { readonly kind: 'main' };
}
/** `false`: there is no such avatar of this person's; for `main`, no finished one. */
export type AvatarChangeResult = boolean;

export interface PreviewInput {
  readonly avatarId: string;
  /** How many there are to be. */
  readonly pictures: number;
}
/** How many were sent; `null`: the avatar is deleted. */
export type PreviewResult = number | null;

export interface PhotoReviewInput {
  readonly avatarId: string;
  readonly telegramId: number;
  readonly avatarType: AvatarType;
  readonly minPhotos: number;
}
/** What of an avatar's photos is to be seen. */
export interface PhotoLook {
  /** The message that shows it; absent: a new one. */
  readonly messageId?: number;
  /** Of the photo, or, where it is gone, of the next; absent: all of them, on one sheet. */
  readonly number?: number;
  /** Numbers of removed photos that may come back, the latest first. */
  readonly removed: readonly number[];
  /** Photos may be removed. */
  readonly mayRemove: boolean;
}
export const lookAtPhotos = defineSignal<[PhotoLook]>('lookAtPhotos');

export interface PhotoInboxInput {
  readonly telegramId: number;
  /** In which the person is written to, unless the records know better by then. */
  readonly language: Language;
  readonly burstQuietMs: number;
  readonly ttlMs: number;
  /** Events of history after which it goes on in a new run; 2,000 without. */
  readonly historyEvents?: number;
  /** Only from one run to the next (continue-as-new). `expiresAt`: ms since the epoch. */
  readonly carried?: {
    readonly photos: readonly ReceivedPhoto[];
    readonly over?: number;
    readonly expiresAt: number;
    readonly handedOver: number;
  };
}
/** An avatar of the person's has been opened: the photos are its own. */
export const claimPhotos = defineSignal<[{ readonly avatarId: string }]>('claimPhotos');

export interface PhotoRetentionInput {
  readonly avatarId: string;
  /** ms since the epoch. */
  readonly until: number;
}
/** For operators: the photos of a finished avatar go now. */
export const removePhotosNow = defineSignal('removePhotosNow');

export interface TakeUpInput {
  readonly avatarId: string;
}

/** A submission in doubt that outlives its avatar's run. Nothing in it is about a person. */
export interface SubmissionDoubtInput {
  readonly avatarId: string;
  readonly attempt: number;
  readonly choices: Pick<AvatarChoices, 'avatarType' | 'trainingType'>;
  readonly trainer: ChosenTrainer;
  /** Between two looks at FAL's list, ms. */
  readonly lookEveryMs: number;
  /** When it is given up, ms since the epoch: FAL keeps nothing of it for so long. */
  readonly until: number;
}
/** What became of it: stopped and forgotten at FAL, or given up, by an operator or because nobody knows by then. */
export type SubmissionDoubtResult = 'stopped' | 'given_up' | 'never_known';

/** The schedule by which storage is swept, and how the ids of its runs begin. */
export const STORAGE_SWEEP = 'storage-sweep';

export interface StorageSweepInput {
  /** Younger objects and uploads are left alone, ms; a day without. */
  readonly graceMs?: number;
}
