import type { AvatarAction } from '../domain/avatar/lifecycle.ts';
import type { PhotoReport } from '../domain/photos/report.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { AvatarTap } from './callbacks.ts';
import { photosKept, photosPart, slowPhotos } from './card-photos.ts';
import { trainingPart, usually } from './card-training.ts';
import { failureParts, untakenLine, wayLabels, waysOn } from './failure.ts';
import type { Say } from './i18n.ts';
import { photoReportText } from './photo-report.ts';
import { button, rows, type Button, type View } from './view.ts';

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

/** The first tap of each action: what costs money or cannot be undone asks first. Photos are added by sending them. */
const taps: Readonly<Record<AvatarAction, AvatarTap | null>> = {
  start: 'ask_start',
  add_photos: null,
  remove_photo: 'photos',
  wait_on: 'wait_on',
  take_result: 'take_result',
  retry: 'retry',
  mend_photos: 'mend',
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
  return [...onward.map(made), tips, ...slowRemovals(state, t), ...rows(others.flatMap(made), 2)];
}

/** A slow check delays the start, so the user may remove the photo. There is no picture to look at yet. */
function slowRemovals(state: AvatarView, t: Say): Button[][] {
  const { avatarId } = state;
  return slowPhotos(state).map((number) => [
    button(t('button-remove', { number }), { kind: 'avatar', tap: 'remove', avatarId, number }),
  ]);
}

const startTaps: readonly AvatarTap[] = ['take_result', 'ask_start', 'wait_on', 'retry', 'preview'];
const onwardTaps: readonly AvatarTap[] = [...startTaps, 'mend'];

const labels: Partial<Record<AvatarTap, string>> = {
  ask_start: 'button-start',
  photos: 'button-photos',
  ...wayLabels,
  preview: 'button-preview',
  wait_on: 'button-wait',
  rename: 'button-rename',
  ask_cancel: 'button-cancel',
  ask_delete: 'button-delete',
  tips: 'button-tips',
};

function hasPhotos({ photos, removed = [] }: AvatarView): boolean {
  return photos.valid > 0 || removed.length > 0;
}

type Choice = readonly [label: string, tap: AvatarTap];

/** A question: the acting button, alternatives, and the way back. */
function question({ avatarId }: AvatarView, text: string, yes: Choice, no: string, ...others: Choice[]): View {
  const to = ([label, tap]: Choice) => [button(label, { kind: 'avatar', tap, avatarId })];
  return { text, buttons: [yes, ...others, [no, 'show'] as const].map(to) };
}

/** @param report null: ask without a report */
export function askStart(state: AvatarView, t: Say, report: PhotoReport | null): View {
  const { name, photos, trainingType, usualMs } = state;
  const set = report ? photoReportText(report, t) : t('report-count', { valid: photos.valid, weak: 0 });
  const text = t('ask-start', {
    name,
    training: t('training-type', { value: trainingType }),
    usual: usually(usualMs, t),
  });
  const faults = report ? report.weak.length + report.alike.length : 0;
  const mend: Choice[] = faults > 0 ? [[t('button-photos'), 'photos']] : [];
  return question(state, `${set}\n\n${text}`, [t('button-start-yes'), 'start'], t('button-back'), ...mend);
}

export function askCancel(state: AvatarView, t: Say): View {
  const text = t('ask-cancel', { name: state.name, status: state.status });
  return question(state, text, [t('button-cancel-yes'), 'cancel'], t('button-keep'));
}

export function askDelete(state: AvatarView, t: Say): View {
  return question(
    state,
    t('ask-delete', { name: state.name, status: state.status }),
    [t('button-delete-yes'), 'delete'],
    t('button-keep'),
  );
}

/** For an avatar whose run cannot answer: the user can only wait or delete it. */
export function stuck(state: AvatarView, t: Say): View {
  return question(state, t('stuck', { name: state.name }), [t('button-delete-yes'), 'delete'], t('button-keep'));
}

/** Replaces the question once the trainer is being told to stop: the card shows how it ends. */
export function stopping({ avatarId, name }: AvatarView, t: Say): View {
  return {
    text: t('stopping', { name }),
    buttons: [[button(t('button-show'), { kind: 'avatar', tap: 'show', avatarId })]],
  };
}

/** Replaces the question whether to wait on. */
export function waitingOn({ avatarId, name }: AvatarView, t: Say): View {
  return {
    text: t('waiting-on', { name }),
    buttons: [[button(t('button-show'), { kind: 'avatar', tap: 'show', avatarId })]],
  };
}
