import { pending, valid, type AvatarWorkflowState } from '../avatar/life.ts';
import type { AvatarPhoto } from './photo.ts';
import { refusal, type AvatarSetup, type RefusalReason } from '../avatar/state.ts';

const REMEMBERED = 20;
/** Most of their messages that are remembered. Telegram delivers again within a day, if at all. */
const REMEMBERED_MESSAGES = 200;

/** Removes photos for good: delivered again, they stay removed. */
export function drop(life: AvatarWorkflowState, photos: readonly AvatarPhoto[]): void {
  life.photos = life.photos.filter((known) => !photos.includes(known));
  const ids = [...life.removedMessageIds, ...photos.map(({ messageId }) => messageId)];
  life.removedMessageIds = ids.slice(-REMEMBERED_MESSAGES);
}

/** Removes a photo. A valid one may come back: only its ids at Telegram are remembered. */
export function takeOut(life: AvatarWorkflowState, photo: AvatarPhoto): void {
  drop(life, [photo]);
  // A pending one may be valid in its row by now.
  if (photo.verdict !== 'valid' && photo.verdict !== 'pending') return;
  // A result that was trained with the removed photo is no longer wanted.
  if (life.untaken && photo.number <= life.untaken.lastNumber) delete life.untaken;
  life.removed = [...(life.removed ?? []), photo].slice(-REMEMBERED);
}

/** Puts a removed photo back under its number, to be fetched and checked like any other. No effect where it is not remembered. */
export function bringBack(life: AvatarWorkflowState, number: number): void {
  const photo = life.removed?.find((known) => known.number === number);
  if (!photo) return;
  life.removed = (life.removed ?? []).filter((known) => known !== photo);
  life.removedMessageIds = life.removedMessageIds.filter((id) => id !== photo.messageId);
  life.photos = [...life.photos, { ...photo, verdict: 'pending' as const, broughtBack: true as const }].toSorted(
    (one, other) => one.number - other.number,
  );
}

/** Why a removed photo cannot come back now; null when it can. */
export function refusalToBringBack(
  life: AvatarWorkflowState,
  avatar: AvatarSetup,
  { by, number }: { readonly by: number; readonly number: number },
): RefusalReason | null {
  const reason = refusal(life, avatar, { by, action: 'add_photos' });
  if (reason !== null) return reason;
  if (!life.removed?.some((known) => known.number === number)) return 'unknown_photo';
  return valid(life) + pending(life).length >= avatar.policy.photos.maxPhotos ? 'set_full' : null;
}
