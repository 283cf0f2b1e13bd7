import { defined } from '../domain/defined.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import { PROGRESS_CEILING } from '../domain/training/training.ts';
import { deepLink } from './deep-link.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';
import { button, type Button, type View } from './view.ts';

const MINUTE = 60_000;

export function galleryLine(row: AvatarRow, t: Say): string {
  const { name, status, isMain, photosCount } = row;
  const [icon, word] = [t('status-icon', { value: status }), t('status', { value: status })];
  const photos = status === 'uploading' ? photosCount : 0;
  return t('gallery-line', { main: isMain ? 'yes' : 'no', icon, name, status: word, progress: figure(row), photos });
}

/** The training's progress in per cent; 0 where it tells nothing. */
export function figure({ status, progress }: Pick<AvatarRow, 'status' | 'progress'>): number {
  // At the ceiling the figure stands still.
  return status === 'training' && progress > 0 && progress < PROGRESS_CEILING ? progress : 0;
}

export function madeLines({ createdAt, completedAt, trainedMs, isMain }: AvatarRow, t: Say): string {
  return [
    t('detail-made', { date: completedAt ?? createdAt }),
    ...(trainedMs === undefined ? [] : [t('detail-took', { span: span(whole(trainedMs), t) })]),
    ...(isMain ? [t('detail-main')] : []),
  ].join('\n');
}

/** Rounded to minutes, from one minute on. */
const whole = (ms: number): number => (ms < MINUTE ? ms : Math.round(ms / MINUTE) * MINUTE);

/** Buttons of any avatar in the gallery, besides its card's. */
export function detailButtons({ avatarId, status, isMain }: AvatarRow, t: Say): Button[][] {
  const main = button(t('button-main'), { kind: 'avatar', tap: 'main', avatarId });
  const link = button(t('button-link'), { kind: 'avatar', tap: 'link', avatarId });
  const all = button(t('button-gallery'), { kind: 'gallery', page: 0 });
  return [...(status === 'completed' && !isMain ? [[main]] : []), [link, all]];
}

export function avatarLink({ avatarId, name, cover }: AvatarRow, botUsername: string, t: Say): View {
  return {
    text: t('link', { name, link: deepLink(botUsername, avatarId) }),
    buttons: [[button(t('button-back'), { kind: 'avatar', tap: 'show', avatarId })]],
    ...defined({ picture: cover }),
  };
}

/** For a link to nothing of this user: it does not tell whether such an avatar exists. */
export function linkToNothing(t: Say): View {
  return {
    text: t('link-to-nothing'),
    buttons: [[button(t('button-gallery'), { kind: 'gallery', page: 0 })], [button(t('button-new'), { kind: 'new' })]],
  };
}
