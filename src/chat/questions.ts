/** Questions about one avatar, and what takes their place. */
import type { PhotoReport } from '../domain/photos/report.ts';
import type { AvatarView } from '../domain/avatar/state.ts';
import type { AvatarTap } from './callbacks.ts';
import type { Say } from './i18n.ts';
import { photoReportText } from './photo-report.ts';
import { usually } from './spans.ts';
import { button, type View } from './view.ts';

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
