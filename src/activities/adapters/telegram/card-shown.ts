import { createHash } from 'node:crypto';
import { CARD_STEP, type CardShown } from '../../../domain/avatar/card-shown.ts';
import type { AvatarView } from '../../../domain/avatar/state.ts';
import { avatarCard } from '../../../chat/card.ts';
import type { Say } from '../../../chat/i18n.ts';
import { markup, type View } from '../../../chat/view.ts';

/** The card, and what must be remembered once it is shown. */
export function cardToShow(state: AvatarView, t: Say): { view: View; shown: CardShown } {
  const view = avatarCard(state, t);
  return { view, shown: { digest: digestOf(view), progress: state.progress } };
}

/** Whether the shown card needs no edit: nothing changed, or only the progress by less than a step. */
export function isStillShown(shown: CardShown, state: AvatarView, t: Say): boolean {
  if (digestOf(avatarCard(state, t)) === shown.digest) return true;
  if (Math.abs(state.progress - shown.progress) >= CARD_STEP) return false;
  return digestOf(avatarCard({ ...state, progress: shown.progress }, t)) === shown.digest;
}

function digestOf(view: View): string {
  const { inline_keyboard: buttons } = markup(view);
  return createHash('sha256')
    .update(JSON.stringify([view.text, buttons]))
    .digest('base64url')
    .slice(0, 16);
}
