import { photoRefusals } from '../domain/photo.ts';
import type { AvatarState } from '../domain/state.ts';
import type { Say } from './i18n.ts';

/** What of a card is about photos: how many, which will not do and why, what is missing. */
export function photosPart(state: AvatarState, t: Say): string[] {
  const { photos, minPhotos: min, maxPhotos: max } = state;
  const counter = t('card-counter', { valid: photos.valid, min, max, refused: photos.invalid + photos.duplicate });
  const checking = photos.pending > 0 ? t('card-pending', { pending: photos.pending }) : '';
  return [[counter, ...refusals(state, t)].join('\n'), [checking, lack(photos.valid, min, max, t)].join('\n').trim()];
}

/** Numbers named for one reason; of more only the count is told. */
const NAMED = 8;

/** A line for each reason, with the numbers of the photos. */
function refusals({ photoLines }: AvatarState, t: Say): string[] {
  return photoRefusals.flatMap((why) => {
    const numbers = photoLines.filter(({ refusal }) => refusal === why).map(({ number }) => number);
    if (numbers.length === 0) return [];
    const more = Math.max(0, numbers.length - NAMED);
    return [t('card-refusal', { numbers: numbers.slice(0, NAMED).join(', '), more, refusal: t('refusal', { why }) })];
  });
}

function lack(valid: number, min: number, max: number, t: Say): string {
  if (valid < min) return t('card-missing', { missing: min - valid });
  return valid < max ? t('card-enough', { room: max - valid }) : t('card-full');
}
