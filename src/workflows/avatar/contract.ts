import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AvatarSetup, AvatarView } from '../../domain/avatar/state.ts';
import type { AvatarNews } from '../../domain/avatar/news.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { PhotosToJudge, ReceivedPhoto } from '../../domain/photos/photo.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';

export const avatarWorkflowId = (avatarId: string): string => `avatar-${avatarId}`;

export const avatarWorkflowType = 'avatarWorkflow';

export interface AvatarInput extends AvatarSetup {
  /** The message that becomes the avatar's card; absent: a new one is sent. */
  readonly cardMessageId?: number;
  /** The avatar's former run has ended or is lost: the database has what is kept of it. */
  readonly reopen?: true;
  /** Of a reopened avatar: its former card, to be deleted. */
  readonly formerCardMessageId?: number;
  /** Only set by continue-as-new. */
  readonly carried?: AvatarWorkflowState;
  /** With `carried`: unsent news. */
  readonly untold?: readonly AvatarNews[];
}

/** A user's command. `by` is their Telegram id: only the owner's commands are accepted. */
export interface Command {
  readonly by: number;
  /** The message of the tapped button: the sender of the command draws it. */
  readonly tapped?: number;
}

/** The id of an update that the bot sends for a user. It tells the user's commands from an operator's. */
export const userUpdateId = (botId: number, key: string): string => `tg-${botId}-${key}`;

export const isUserUpdate = (updateId: string | undefined): boolean => updateId?.startsWith('tg-') ?? false;

/** The failure of a refused command. */
export { ACTION_REFUSED, type Refusal } from '../shared/refused.ts';

/** The result of the run of a completed avatar. */
export interface AvatarOutcome {
  readonly status: 'completed';
  readonly avatarId: string;
  readonly finetuneId?: string;
  readonly weightsKey?: string;
}

export interface NewName {
  readonly name: string;
  /** The message with the name: editing it renames the avatar. */
  readonly messageId?: number;
}

export const state = defineQuery<AvatarView>('state');

/** For the activity that checks photos: those without a verdict. */
export const photosToCheck = defineQuery<PhotosToJudge>('photosToCheck');

/** Photos have come. Repeated for the same message, a photo changes nothing. */
export const addPhotos = defineSignal<[readonly ReceivedPhoto[]]>('addPhotos');

/** From the activity that checks photos: these, by their numbers, take long. */
export const reportSlowChecks = defineSignal<[readonly number[]]>('reportSlowChecks');

/** What the trainer's webhook says of a training. */
export interface TrainerWord {
  readonly requestId: string;
  readonly outcome: 'ok' | 'error';
  /** From the webhook's address: names the training even when the request's id was lost. */
  readonly attempt?: number;
}

/** The trainer says that a training has ended. The result is fetched and checked, whatever the webhook says. */
export const reportTrainingEnd = defineSignal<[TrainerWord]>('reportTrainingEnd');

export const reportProgress = defineSignal<[TrainingReport]>('reportProgress');

/** Brings the avatar into focus (the next photos and texts belong to it), and its card into `cardMessageId`. */
export const openAvatar = defineUpdate<AvatarView, [Command & { readonly cardMessageId?: number }]>('openAvatar');

export const restoreRows = defineUpdate<AvatarView, [Command]>('restoreRows');

export const startTraining = defineUpdate<AvatarView, [Command]>('startTraining');

/** Answers at once where a trainer must be told to stop first: `training.stopping` is set then, and the status follows. */
export const cancelAvatar = defineUpdate<AvatarView, [Command]>('cancelAvatar');

/** Waits as long again for an overdue training. No effect otherwise. */
export const extendWait = defineUpdate<AvatarView, [Command]>('extendWait');

export const retryTraining = defineUpdate<AvatarView, [Command]>('retryTraining');

/** Fetches a paid result that may lie at the trainer. Submits nothing: without a result the avatar returns to `error`. */
export const takeResult = defineUpdate<AvatarView, [Command]>('takeResult');

/**
 * Other photos than those of a failed training: the avatar takes photos again. With `without`, the photos that the
 * failure names are removed, and training starts at once if enough are left.
 */
export const replacePhotos = defineUpdate<AvatarView, [Command & { readonly without?: true }]>('replacePhotos');

export const renameAvatar = defineUpdate<AvatarView, [Command & NewName]>('renameAvatar');

/** Removes a photo and deletes it. It may come back until the training starts. */
export const removePhoto = defineUpdate<AvatarView, [Command & { readonly number: number }]>('removePhoto');

/** Brings a removed photo back, once it is fetched and checked again. Answers when it is, or in a few seconds. */
export const bringBackPhoto = defineUpdate<AvatarView, [Command & { readonly number: number }]>('bringBackPhoto');

/**
 * For operators: decides about a submission that nobody could confirm. `adopt`: this request is it. `submit_again`: it
 * surely was not accepted, or may be paid twice. `give_up`: it surely was not accepted, and the user may try again.
 */
export const decideSubmission = defineUpdate<void, [Resolution]>('decideSubmission');

export type Resolution =
  { readonly decision: 'adopt'; readonly requestId: string } | { readonly decision: 'submit_again' | 'give_up' };

export const deleteAvatar = defineUpdate<void, [Command]>('deleteAvatar');

export interface Showing {
  /** The card is edited, because it looks different; absent: it is sent anew, for a user who had blocked the bot and is back. */
  readonly inPlace?: true;
  readonly language?: Language;
}

/** Shows the card again, and writes lost rows. */
export const redrawCard = defineSignal<[Showing?]>('redrawCard');

/** Before a cancellation when all of the user's data are being deleted: the run sends, shows and keeps nothing more, and awaits no result. */
export const abandonAvatar = defineSignal('abandonAvatar');
