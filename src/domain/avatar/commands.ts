/** What commands change besides the status, which moves by `transition`. `refusal` in state.ts says whether one is allowed now. */
import { normaliseName } from './avatar.ts';
import type { AvatarWorkflowState } from './life.ts';
import { drop } from '../photos/removed.ts';
import type { AvatarPhoto } from '../photos/photo.ts';

/** Forget what the card's message shows, so that it is edited in any case. */
function overdrawn(life: AvatarWorkflowState): void {
  delete life.cardShown;
  life.cardOverdrawn = true;
}

/** Makes this message the avatar's card. An avatar has one card: the former one is removed. What the new message shows is unknown. */
export function becomesCard(life: AvatarWorkflowState, messageId: number): void {
  overdrawn(life);
  if (life.questionId === messageId) delete life.questionId;
  if (life.cardMessageId === messageId) return;
  if (life.cardMessageId !== undefined) life.formerCardId = life.cardMessageId;
  life.cardMessageId = messageId;
}

/** @param messageId the user's message that gave the name */
export function rename(
  life: AvatarWorkflowState,
  { name, messageId }: { readonly name: string; readonly messageId?: number },
): void {
  life.name = normaliseName(name) ?? life.name;
  if (messageId !== undefined) life.namedBy = messageId;
  // The card may show the question for the name, and the name may be the same: edit it in any case.
  overdrawn(life);
}

/** Marks the training as to be stopped. The trainer is told later. */
export function askToStop(life: AvatarWorkflowState): void {
  life.watch = { ...life.watch, stopping: 'asked' };
}

/** Waits as long again for an overdue training. @returns false when none is overdue */
export function extendWait(life: AvatarWorkflowState): boolean {
  if (!life.watch?.overdue) return false;
  const { overdue: _, ...watch } = life.watch;
  life.watch = watch;
  return true;
}

/** To be followed by `result_sought`: takes a result that was paid for and may exist. Nothing is submitted, whatever is found. */
export function seekResult(life: AvatarWorkflowState): void {
  life.takesOnly = true;
  life.watch = { taking: 'again' };
}

/** For `retried_upload`: the photos were at fault. @param without drop the photos that the trainer named @returns the dropped photos */
export function putFailureAside(life: AvatarWorkflowState, without: boolean): readonly AvatarPhoto[] {
  const named = without && life.failurePhotos?.by === 'trainer' ? life.failurePhotos.numbers : [];
  const dropped = life.photos.filter(({ number }) => named.includes(number));
  drop(life, dropped);
  delete life.failure;
  delete life.failurePhotos;
  delete life.failureWords;
  return dropped;
}
