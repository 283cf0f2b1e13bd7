import { defined } from '../domain/defined.ts';
import { avatarTypes, genders, trainingTypes, type TrainingType } from '../domain/avatar/avatar.ts';
import { takesPhotos } from '../domain/avatar/lifecycle.ts';
import type { AvatarRow } from '../domain/avatar/gallery.ts';
import type { AvatarPolicy } from '../domain/avatar/policy.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import { avatarCard } from './card.ts';
import { usually } from './spans.ts';
import type { Callback } from './callbacks.ts';
import { detailButtons, figure, galleryLine, madeLines } from './gallery.ts';
import type { Say } from './i18n.ts';
import { button, inRows, type View } from './view.ts';

const newButton = (t: Say) => button(t('button-new'), { kind: 'new' });
const galleryButton = (t: Say) => button(t('button-gallery'), { kind: 'gallery', page: 0 });
const helpButton = (t: Say) => button(t('button-help'), { kind: 'help' });

/** Usual time of a training by type, ms, shortest and longest. */
export type UsualTimes = Readonly<Record<TrainingType, readonly [number, number]>>;

const inWords = ({ portrait, style }: UsualTimes, t: Say) => ({
  portrait: usually(portrait, t),
  style: usually(style, t),
});

/** Limits, as the texts name them. */
const limits = ({ photos }: AvatarPolicy) => ({ min: photos.minPhotos, max: photos.maxPhotos, side: photos.minSide });

/** The greeting: where the user was, with one button to go on, or what there is to do. @param current the avatar that is being made */
export function start(current: AvatarRow | null, hasAvatars: boolean, policy: AvatarPolicy, t: Say): View {
  if (current) {
    const { name, status, avatarId, photosCount: valid } = current;
    const where = t('start-where', { status, valid, min: policy.photos.minPhotos, progress: figure(current) });
    const text = t('start-continue', { name, where });
    const goOn = takesPhotos(status)
      ? button(t('button-continue'), { kind: 'avatar', tap: 'open', avatarId })
      : button(t('button-show'), { kind: 'avatar', tap: 'show', avatarId });
    return { text, buttons: [[goOn], [newButton(t), galleryButton(t)]] };
  }
  if (hasAvatars) return { text: t('start-gallery'), buttons: [[newButton(t)], [galleryButton(t)]] };
  return { text: t('start-welcome', limits(policy)), buttons: [[newButton(t)], [helpButton(t)]] };
}

export function help(policy: AvatarPolicy, usual: UsualTimes, t: Say): View {
  const privacy = button(t('button-privacy'), { kind: 'privacy' });
  return {
    text: t('help', { ...limits(policy), ...inWords(usual, t) }),
    buttons: [
      [newButton(t), galleryButton(t)],
      [privacy, button(t('button-settings'), { kind: 'settings' })],
      [button(t('button-back'), { kind: 'home' })],
    ],
  };
}

/** The answer to a message that means nothing to the bot. */
export function hint(t: Say): View {
  return { text: t('text-hint'), buttons: [[newButton(t)], [galleryButton(t)], [helpButton(t)]] };
}

/** The wizard's next question after these choices. */
export function wizard(
  { walk, avatarType, gender }: Extract<Callback, { kind: 'wizard' }>,
  usual: UsualTimes,
  t: Say,
): View {
  const back = (to: Extract<Callback, { kind: 'wizard' }>) => [button(t('button-back'), to)];
  if (avatarType === undefined) {
    const choices = avatarTypes.map((value) =>
      button(t('avatar-type', { value }), { kind: 'wizard', walk, avatarType: value }),
    );
    return { text: t('wizard-type'), buttons: [...inRows(choices, 1), [button(t('button-back'), { kind: 'home' })]] };
  }
  if (gender === undefined) {
    const choices = genders.map((value) =>
      button(t('gender', { value }), { kind: 'wizard', walk, avatarType, gender: value }),
    );
    return { text: t('wizard-gender'), buttons: [...inRows(choices, 3), back({ kind: 'wizard', walk })] };
  }
  const choices = trainingTypes.map((value) =>
    button(t('training-type', { value }), { kind: 'wizard', walk, avatarType, gender, trainingType: value }),
  );
  return {
    text: t('wizard-training', inWords(usual, t)),
    buttons: [...inRows(choices, 1), back({ kind: 'wizard', walk, avatarType })],
  };
}

export function words(text: string, t: Say): View {
  return { text, buttons: [[button(t('button-home'), { kind: 'home' })]] };
}

export const PAGE_SIZE = 5;

export function gallery(avatars: readonly AvatarRow[], total: number, page: number, t: Say): View {
  if (total === 0) return { text: t('gallery-empty'), buttons: [[newButton(t)]] };
  const items = avatars.map((row) => {
    const { avatarId, name, status } = row;
    const icon = t('status-icon', { value: status });
    const progress = figure(row);
    const text = progress > 0 ? t('gallery-training', { icon, name, progress }) : t('gallery-item', { icon, name });
    return [button(text, { kind: 'avatar', tap: 'show', avatarId })];
  });
  const cover = avatars.find((row) => row.cover !== undefined)?.cover;
  const pages = Math.ceil(total / PAGE_SIZE);
  const turn = [
    ...(page > 0 ? [button('◀', { kind: 'gallery', page: page - 1 })] : []),
    ...(pages > 1 ? [button(t('gallery-page', { page: page + 1, pages }), { kind: 'nothing' })] : []),
    ...(page + 1 < pages ? [button('▶', { kind: 'gallery', page: page + 1 })] : []),
  ];
  return {
    text: [t('gallery-title', { total }), avatars.map((row) => galleryLine(row, t)).join('\n')].join('\n\n'),
    buttons: [...items, ...(turn.length > 0 ? [turn] : []), [newButton(t)]],
    ...defined({ picture: cover }),
  };
}

/** One avatar from the gallery: its cover, its card, its dates, and the way back. */
export function detail(state: AvatarView, row: AvatarRow, t: Say): View {
  const card = avatarCard(state, t);
  const open = takesPhotos(state.status)
    ? [[button(t('button-continue'), { kind: 'avatar', tap: 'open', avatarId: state.avatarId })]]
    : [];
  return {
    text: [card.text, madeLines(row, t)].join('\n\n'),
    buttons: [...open, ...card.buttons, ...detailButtons(row, t)],
    ...defined({ picture: row.cover }),
  };
}
