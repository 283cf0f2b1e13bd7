import { photoRefusals, waysToSend } from '../domain/photos/photo.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';

/** The card's lines about photos: how many, which are refused and why, what is missing. */
export function photosPart(state: AvatarView, t: Say): string[] {
  const { photos, minPhotos: min, maxPhotos: max } = state;
  const counter = t('card-counter', { valid: photos.valid, min, max, refused: photos.invalid + photos.duplicate });
  const checking = photos.pending > 0 ? waiting(state, t) : '';
  const slow = slowPhotos(state);
  const late = slow.length > 0 ? t('card-checks-slow', { count: slow.length, numbers: slow.join(', ') }) : '';
  return [[counter, ...refusals(state, t)].join('\n'), [checking, late, lack(state, t)].filter(Boolean).join('\n')];
}

/** When the photos of a completed avatar are removed, or were; nothing where they stay. */
export function photosKept(
  { photosKeptUntil, photosRemovedAt }: Pick<AvatarView, 'photosKeptUntil' | 'photosRemovedAt'>,
  t: Say,
): string {
  if (photosRemovedAt !== undefined) return t('photos-removed', { date: new Date(photosRemovedAt) });
  if (photosKeptUntil === undefined) return '';
  if (photosKeptUntil <= Date.now()) return t('photos-going');
  return t('photos-kept', { date: new Date(photosKeptUntil) });
}

/** Most slow photos that are named, each with a button. */
const SLOW_NAMED = 3;

/** Numbers of photos whose check takes so long that the user may remove them. */
export function slowPhotos({ photoLines }: Pick<AvatarView, 'photoLines'>): number[] {
  return photoLines.flatMap(({ number, slow }) => (slow ? [number] : [])).slice(0, SLOW_NAMED);
}

function waiting({ photos, resumeInMs }: AvatarView, t: Say): string {
  if (resumeInMs === undefined) return t('card-pending', { pending: photos.pending });
  return t('card-paced', { pending: photos.pending, when: span(resumeInMs, t) });
}

const MEGABYTE = 2 ** 20;
/** Most numbers that are named for one reason; for more, only the count is shown. */
const NAMED = 8;

/** A line for each reason, with the photos' numbers; one for each way of sending where the advice depends on it. */
function refusals({ photoLines, maxBytes }: AvatarView, t: Say): string[] {
  return photoRefusals.flatMap((why) => {
    const advices = new Map<string, AvatarView['photoLines'][number][]>();
    for (const sent of waysToSend) {
      const lines = photoLines.filter(({ refusal, sentAs = 'photo' }) => refusal === why && sentAs === sent);
      const advice = t('refusal', { why, sent, megabytes: maxBytes / MEGABYTE });
      if (lines.length > 0) advices.set(advice, [...(advices.get(advice) ?? []), ...lines]);
    }
    return [...advices].map(([refusal, lines]) => {
      const all = lines.toSorted((one, other) => one.number - other.number);
      const numbers = all.slice(0, NAMED).map(({ number }) => number);
      const named = { count: all.length, numbers: numbers.join(', '), more: all.length - numbers.length };
      return t('card-refusal', { ...named, same: sameAs(all, t), refusal });
    });
  });
}

function sameAs(lines: AvatarView['photoLines'], t: Say): string {
  const numbers = [...new Set(lines.flatMap(({ of }) => of ?? []))].toSorted((one, other) => one - other);
  return numbers.length === 0 ? '' : t('card-same-as', { of: numbers.slice(0, NAMED).join(', ') });
}

/** Photos under check may be enough, so do not ask for more yet. */
function lack({ photos, minPhotos: min, maxPhotos: max }: AvatarView, t: Say): string {
  const missing = min - photos.valid - photos.pending;
  if (missing > 0) return t('card-missing', { missing });
  if (photos.valid < min) return '';
  return photos.valid < max ? t('card-enough', { room: max - photos.valid }) : t('card-full');
}
