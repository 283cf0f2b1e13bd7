import { isAboutPhotos } from '../domain/training/failures.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { Say } from './i18n.ts';

/** Most photos that are named; for more, only the count is shown. */
const NAMED = 20;

/** Why a training failed: what happened, what to do, which photos it was, what is kept. */
export function failureParts(state: AvatarView, t: Say): string[] {
  const { failure, allowed, photos } = state;
  if (failure === undefined) return [];
  const goesOn = allowed.includes('retry') || allowed.includes('replace_photos');
  return [
    t('failure', { why: failure }),
    photosLine(state, t),
    untakenLine(state, t),
    goesOn ? t('card-kept', { valid: photos.valid }) : '',
  ];
}

function photosLine({ failure, failurePhotos }: AvatarView, t: Say): string {
  if (!isAboutPhotos(failure)) return '';
  if (!failurePhotos) return t('failure-photos-unknown');
  const { by, numbers } = failurePhotos;
  const more = Math.max(0, numbers.length - NAMED);
  const named = { count: numbers.length, numbers: numbers.slice(0, NAMED).join(', '), more };
  return t(by === 'trainer' ? 'failure-photos' : 'failure-photos-weak', named);
}

/** A paid result may still exist. */
export function untakenLine({ allowed }: AvatarView, t: Say): string {
  return allowed.includes('take_result') ? t('card-untaken') : '';
}

/** The ways on from a failure, each with the label of its button. */
export const wayLabels = {
  take_result: 'button-take-result',
  retry: 'button-retry',
  retry_without: 'button-retry-without',
  mend: 'button-mend',
} as const;
type WayOn = keyof typeof wayLabels;

/** Best first. */
export function waysOn({ failurePhotos, allowed }: AvatarView): WayOn[] {
  const take: WayOn[] = allowed.includes('take_result') ? ['take_result'] : [];
  const retry: WayOn[] = allowed.includes('retry') ? ['retry'] : [];
  if (!allowed.includes('replace_photos')) return [...take, ...retry];
  return [
    ...take,
    ...(failurePhotos?.by === 'trainer' ? (['retry_without', 'mend'] as const) : (['mend', ...retry] as const)),
  ];
}
