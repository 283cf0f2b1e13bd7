import { defined } from '../domain/defined.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import { PROGRESS_CEILING } from '../domain/training/training.ts';
import { deepLink } from './deep-link.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';
import { button, type Button, type View } from './view.ts';

const MINUTE = 60_000;

/** An avatar in a line of the gallery's text. */
export function galleryLine(row: AvatarRow, t: Say): string {
  const { name, status, isMain, photosCount } = row;
  const [icon, word] = [t('status-icon', { value: status }), t('status', { value: status })];
  const photos = status === 'uploading' ? photosCount : 0;
  return t('gallery-line', { main: isMain ? 'yes' : 'no', icon, name, status: word, progress: figure(row), photos });
}

/** The figure that a training has reached, in per cent; 0 where there is none that says something. */
export function figure({ status, progress }: Pick<AvatarRow, 'status' | 'progress'>): number {
  // At the ceiling a figure stands still.
  return status === 'training' && progress > 0 && progress < PROGRESS_CEILING ? progress : 0;
}

/** When an avatar was made, how long that took, and that it is the main one. */
export function madeLines({ createdAt, completedAt, trainedMs, isMain }: AvatarRow, t: Say): string {
  return [
    t('detail-made', { date: completedAt ?? createdAt }),
    ...(trainedMs === undefined ? [] : [t('detail-took', { span: span(whole(trainedMs), t) })]),
    ...(isMain ? [t('detail-main')] : []),
  ].join('\n');
}

/** Whole minutes, as soon as there is one. */
const whole = (ms: number): number => (ms < MINUTE ? ms : Math.round(ms / MINUTE) * MINUTE);

/** What may be done with any avatar out of the gallery, besides what its card has. */
export function detailButtons({ avatarId, status, isMain }: AvatarRow, t: Say): Button[][] {
  const main = button(t('button-main'), { kind: 'avatar', tap: 'main', avatarId });
  const link = button(t('button-link'), { kind: 'avatar', tap: 'link', avatarId });
  const all = button(t('button-gallery'), { kind: 'gallery', page: 0 });
  return [...(status === 'completed' && !isMain ? [[main]] : []), [link, all]];
}

/** The link to one avatar of one's own. */
export function avatarLink({ avatarId, name, cover }: AvatarRow, botUsername: string, t: Say): View {
  return {
    text: t('link', { name, link: deepLink(botUsername, avatarId) }),
    buttons: [[button(t('button-back'), { kind: 'avatar', tap: 'show', avatarId })]],
    ...defined({ picture: cover }),
  };
}

/** For a link that leads to nothing of this person's: whether there is such an avatar at all is nobody else's business. */
export function linkToNothing(t: Say): View {
  return {
    text: t('link-to-nothing'),
    buttons: [[button(t('button-gallery'), { kind: 'gallery', page: 0 })], [button(t('button-new'), { kind: 'new' })]],
  };
}
