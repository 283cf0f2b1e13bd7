/**
 * What a person's commands change in a life, besides its status: that is moved by an event (`transition`). Whether a command may be
 * given now, `refusal` in state.ts says.
 */
import { normaliseName } from './avatar.ts';
import type { AvatarWorkflowState } from './life.ts';
import { drop } from '../photos/removed.ts';
import type { AvatarPhoto } from '../photos/photo.ts';

/** What stands in the card's message is not known any more: it is drawn, whatever was drawn before. */
function overdrawn(life: AvatarWorkflowState): void {
  delete life.cardShown;
  life.cardOverdrawn = true;
}

/** Opened, it is shown in this message. One card an avatar: what was the card before goes. Of the message that is it now nobody knows what stands in it. */
export function becomesCard(life: AvatarWorkflowState, messageId: number): void {
  overdrawn(life);
  if (life.questionId === messageId) delete life.questionId;
  if (life.cardMessageId === messageId) return;
  if (life.cardMessageId !== undefined) life.formerCardId = life.cardMessageId;
  life.cardMessageId = messageId;
}

/** @param messageId the person's message that gave the name */
export function rename(
  life: AvatarWorkflowState,
  { name, messageId }: { readonly name: string; readonly messageId?: number },
): void {
  life.name = normaliseName(name) ?? life.name;
  if (messageId !== undefined) life.namedBy = messageId;
  // The question for the name may stand in the card, and the name be the same: it is drawn all the same.
  overdrawn(life);
}

/** The training under way is to be stopped: the trainer is yet to be told. */
export function askToStop(life: AvatarWorkflowState): void {
  life.watch = { ...life.watch, stopping: 'asked' };
}

/** A training that is overdue is waited for once more as long. @returns false: none is overdue */
export function waitOn(life: AvatarWorkflowState): boolean {
  if (!life.watch?.overdue) return false;
  const { overdue: _, ...watch } = life.watch;
  life.watch = watch;
  return true;
}

/** Then `result_sought`: what was paid for and may be there is taken, and nothing submitted, whatever comes of it. */
export function seekResult(life: AvatarWorkflowState): void {
  life.takesOnly = true;
  life.watch = { taking: 'again' };
}

/**
 * Then `retried_upload`: an avatar whose photos were at fault goes back to its photos.
 * @param without those that the trainer named are dropped
 * @returns what was dropped
 */
export function putFailureAside(life: AvatarWorkflowState, without: boolean): readonly AvatarPhoto[] {
  const named = without && life.failurePhotos?.by === 'trainer' ? life.failurePhotos.numbers : [];
  const dropped = life.photos.filter(({ number }) => named.includes(number));
  drop(life, dropped);
  delete life.failure;
  delete life.failurePhotos;
  delete life.failureWords;
  return dropped;
}
