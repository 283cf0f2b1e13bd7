import type { AvatarAction } from '../domain/avatar/lifecycle.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { AvatarTap } from './callbacks.ts';
import { photosKept, photosPart, slowPhotos } from './card-photos.ts';
import { failureParts, untakenLine, wayLabels, waysOn } from './failure.ts';
import type { Say } from './i18n.ts';
import { span, usually } from './spans.ts';
import { button, inRows, type Button, type View } from './view.ts';

/** The avatar's card, in every status, with buttons only for what is allowed now. */
export function avatarCard(state: AvatarView, t: Say): View {
  const paragraphs = [heading(state, t), ...body(state, t)].filter((paragraph) => paragraph !== '');
  return { text: paragraphs.join('\n\n'), buttons: actions(state, t) };
}

function heading({ status, name, avatarType, gender, trainingType }: AvatarView, t: Say): string {
  // The subject is named only where it tells something: not for a cup.
  const choices = [
    t('avatar-type', { value: avatarType }),
    ...(gender === 'other' ? [] : [t('gender', { value: gender })]),
    t('training-type', { value: trainingType }),
  ];
  return `${t('status-icon', { value: status })} ${name}\n${choices.join(' · ')}`;
}

function body(state: AvatarView, t: Say): string[] {
  const kept = t('card-kept', { valid: state.photos.valid });
  switch (state.status) {
    case 'draft':
      return [
        `${t('card-ask-photos', { min: state.minPhotos, max: state.maxPhotos })}\n${t('card-tip', { value: state.avatarType })}`,
        t('card-name-hint'),
      ];
    case 'uploading':
    case 'ready':
      return [...photosPart(state, t), untakenLine(state, t)];
    case 'training':
      return trainingPart(state, t);
    case 'completed':
      return [t('card-completed', { valid: state.photos.valid }), photosKept(state, t)];
    case 'error': {
      const [why = '', ...more] = failureParts(state, t);
      return [`${t('card-error')}\n${why}`.trim(), ...more];
    }
    case 'cancelled':
      return [t('card-cancelled'), kept, t('card-cancelled-note')];
  }
}

/** The card's lines about a training. They leave out what is unknown, and call an estimate an estimate. */
function trainingPart(state: AvatarView, t: Say): string[] {
  const { usualMs, training = {} } = state;
  const { slowMs, silentSince, refused, overdue, stopping, taking, anew } = training;
  if (stopping) return [t('card-stopping', { late: stopping === 'unconfirmed' ? 'yes' : 'no' })];
  if (taking) return [t('card-taking', { how: taking }), t('card-training-note')];
  const lines = [
    t('card-training'),
    anew ? t('card-anew') : '',
    figure(state, t),
    queue(state, t),
    slowMs === undefined ? '' : t('card-slow', { duration: span(wholeMinutes(slowMs), t) }),
    silentSince === undefined ? '' : t('card-silent', { why: refused ? 'refused' : 'silent' }),
  ].filter((line) => line !== '');
  const usual = slowMs === undefined && !overdue ? [t('card-usual', { usual: usually(usualMs, t) })] : [];
  return [
    lines.join('\n'),
    overdue ? t('card-overdue', { what: overdue }) : '',
    [...usual, t('card-training-note')].join(' '),
  ];
}

function figure({ progress, training = {} }: AvatarView, t: Say): string {
  const { phase, progressSource, slowMs } = training;
  const figures = { bar: bar(progress), progress };
  if (progressSource === 'logs') return t('card-progress-measured', figures);
  // The estimate follows the usual time: past that there is none.
  if (slowMs !== undefined) return '';
  if (phase === 'running' || progress > 0) return t('card-progress-estimated', figures);
  return '';
}

function queue({ queuePosition, progress, training = {} }: AvatarView, t: Say): string {
  if (queuePosition !== undefined) return t('card-queue', { before: queuePosition });
  if (training.phase === 'queued') return t('card-queue-somewhere');
  const isNew = training.phase === undefined && training.silentSince === undefined && progress === 0;
  return isNew ? t('card-preparing') : '';
}

const CELLS = 12;

/** @param percent 0–100 */
export function bar(percent: number): string {
  const full = Math.min(CELLS, Math.max(0, Math.round((percent / 100) * CELLS)));
  return '▓'.repeat(full) + '░'.repeat(CELLS - full);
}

/** Rounded down, so that it never claims more time than has passed. */
const wholeMinutes = (ms: number): number => Math.max(1, Math.floor(ms / 60_000)) * 60_000;

/** The first tap of each action: what costs money or cannot be undone asks first. Photos are added by sending them. */
const taps: Readonly<Record<AvatarAction, AvatarTap | null>> = {
  start: 'ask_start',
  add_photos: null,
  remove_photo: 'photos',
  extend_wait: 'extend_wait',
  take_result: 'take_result',
  retry: 'retry',
  replace_photos: 'mend',
  preview: 'preview',
  rename: 'rename',
  cancel: 'ask_cancel',
  delete: 'ask_delete',
};

/** The main next step has a row of its own; so has each of several. */
function actions(state: AvatarView, t: Say): Button[][] {
  const { avatarId, allowed, status } = state;
  const made = (tap: AvatarTap): Button[] => {
    const key = tap === 'retry' && status === 'cancelled' ? 'button-reopen' : labels[tap];
    return key === undefined ? [] : [button(t(key), { kind: 'avatar', tap, avatarId })];
  };
  const taken = allowed.flatMap((action) => taps[action] ?? []);
  const onward = status === 'error' ? waysOn(state) : taken.filter((tap) => startTaps.includes(tap));
  const others = taken.filter((tap) => !onwardTaps.includes(tap) && (tap !== 'photos' || hasPhotos(state)));
  const tips = status === 'draft' ? made('tips') : [];
  return [...onward.map(made), tips, ...slowRemovals(state, t), ...inRows(others.flatMap(made), 2)];
}

/** A slow check delays the start, so the user may remove the photo. There is no picture to look at yet. */
function slowRemovals(state: AvatarView, t: Say): Button[][] {
  const { avatarId } = state;
  return slowPhotos(state).map((number) => [
    button(t('button-remove', { number }), { kind: 'avatar', tap: 'remove', avatarId, number }),
  ]);
}

const startTaps: readonly AvatarTap[] = ['take_result', 'ask_start', 'extend_wait', 'retry', 'preview'];
const onwardTaps: readonly AvatarTap[] = [...startTaps, 'mend'];

const labels: Partial<Record<AvatarTap, string>> = {
  ask_start: 'button-start',
  photos: 'button-photos',
  ...wayLabels,
  preview: 'button-preview',
  extend_wait: 'button-wait',
  rename: 'button-rename',
  ask_cancel: 'button-cancel',
  ask_delete: 'button-delete',
  tips: 'button-tips',
};

function hasPhotos({ photos, removed = [] }: AvatarView): boolean {
  return photos.valid > 0 || removed.length > 0;
}
