import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AvatarSetup, AvatarView } from '../../domain/avatar/state.ts';
import type { AvatarNews } from '../../domain/avatar/news.ts';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';

/** The run of one avatar's life. */
export const avatarWorkflowId = (avatarId: string): string => `avatar-${avatarId}`;

/** The name under which it is registered. */
export const avatarWorkflowType = 'avatarWorkflow';

export interface AvatarInput extends AvatarSetup {
  /** The message that becomes the avatar's card; a new one is sent when there is none. */
  readonly cardMessageId?: number;
  /** A new run for an avatar whose run has ended, or is lost: what it kept is taken from the records, where it must be. */
  readonly reopen?: true;
  /** For a reopened avatar: the message that was its card until then. It goes. */
  readonly formerCardMessageId?: number;
  /** Only from one run to the next of the same life (continue-as-new). */
  readonly carried?: AvatarWorkflowState;
  /** With `carried`: what Telegram has not taken yet. */
  readonly untold?: readonly AvatarNews[];
}

/** A person's wish. `by` is their Telegram id: only the owner's wishes are heard. */
export interface Command {
  readonly by: number;
  /** The message whose button was tapped: whoever sends the wish draws it. */
  readonly tapped?: number;
}

/** The id of an update that the bot sends for a person: by it the person's wishes are told from an operator's. */
export const personsUpdateId = (botId: number, key: string): string => `tg-${botId}-${key}`;

export const isPersonsUpdate = (updateId: string | undefined): boolean => updateId?.startsWith('tg-') ?? false;

/** What a wish that is not granted fails with. */
export { ACTION_REFUSED, type Refusal } from '../shared/refused.ts';

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

export const state = defineQuery<AvatarView>('state');

/** Photos have come. One that is sent again for the same message changes nothing. */
export const photosReceived = defineSignal<[readonly ReceivedPhoto[]]>('photosReceived');

/** What the trainer says, unasked, of a training. */
export interface TrainerWord {
  readonly requestId: string;
  readonly outcome: 'ok' | 'error';
  /** By the address that it was told to call: names the training even where the request's id was lost. */
  readonly attempt?: number;
}

/** The trainer says that a training has ended. The result is fetched and checked whatever it says. */
export const trainerResult = defineSignal<[TrainerWord]>('trainerResult');

/** Progress, from the activity that asks the trainer. */
export const trainingProgress = defineSignal<[TrainingReport]>('trainingProgress');

/** Brings the avatar into focus (photos and texts are its own from now on) and its card under `cardMessageId`. */
export const open = defineUpdate<AvatarView, [Command & { readonly cardMessageId?: number }]>('open');

/** The avatar's rows are written again where they are lost. */
export const writeRows = defineUpdate<AvatarView, [Command]>('writeRows');

export const confirmStart = defineUpdate<AvatarView, [Command]>('confirmStart');

/** Answers at once where a trainer must be told to stop first: `training.stopping` is there then, and the status follows. */
export const cancel = defineUpdate<AvatarView, [Command]>('cancel');

/** A training that is overdue is waited for once more as long. Where none is, it changes nothing. */
export const waitOn = defineUpdate<AvatarView, [Command]>('waitOn');

export const retry = defineUpdate<AvatarView, [Command]>('retry');

/** What was paid for and may lie at the trainer's is taken. Nothing is submitted: an avatar of which there is nothing is in `error` again. */
export const takeResult = defineUpdate<AvatarView, [Command]>('takeResult');

/**
 * Other photos than those a training failed with: the avatar takes photos again. With `without`, those that the failure names
 * are removed, and training starts at once if enough are left.
 */
export const mendPhotos = defineUpdate<AvatarView, [Command & { readonly without?: true }]>('mendPhotos');

export const rename = defineUpdate<AvatarView, [Command & NewName]>('rename');

/** Taken out of the set, and deleted. Until the start of the training it may come back. */
export const removePhoto = defineUpdate<AvatarView, [Command & { readonly number: number }]>('removePhoto');

/** A removed photo comes back, once it is fetched and checked anew. Answers when it is, or in a few seconds. */
export const bringBackPhoto = defineUpdate<AvatarView, [Command & { readonly number: number }]>('bringBackPhoto');

/**
 * For operators: what to do about a submission that nobody could confirm. `adopt`: this request is it. `submit_again`: it
 * surely was not accepted, or shall be paid twice. `give_up`: it surely was not accepted, and its owner may try again.
 */
export const resolveSubmission = defineUpdate<void, [Resolution]>('resolveSubmission');

export type Resolution =
  { readonly decision: 'adopt'; readonly requestId: string } | { readonly decision: 'submit_again' | 'give_up' };

export const deleteAvatar = defineUpdate<void, [Command]>('deleteAvatar');

export interface Showing {
  /** The card is edited, since it looks otherwise; without, it is sent anew, for a person who is back after having blocked the bot. */
  readonly inPlace?: true;
  /** In which the person is written to from now on. */
  readonly language?: Language;
}

/** To an avatar's run: its card is to be shown again. Its rows are written again where they are lost. */
export const showAgain = defineSignal<[Showing?]>('showAgain');

/**
 * To an avatar's run, right before it is cancelled: all data of its person are being deleted. It tells, shows and keeps nothing
 * more, and waits for no result.
 */
export const leave = defineSignal('leave');
