import type { AvatarView } from '../domain/avatar/state.ts';
import type { Say } from './i18n.ts';
import { span } from './spans.ts';

/** The card's lines about a training. They leave out what is unknown, and call an estimate an estimate. */
export function trainingPart(state: AvatarView, t: Say): string[] {
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

/** How long a training usually takes, in whole minutes. */
export function usually([from, to]: readonly [number, number], t: Say): string {
  const least = Math.max(1, Math.round(from / 60_000));
  return t('usual-time', { from: least, to: Math.max(least + 1, Math.round(to / 60_000)) });
}

/** Rounded down, so that it never claims more time than has passed. */
const wholeMinutes = (ms: number): number => Math.max(1, Math.floor(ms / 60_000)) * 60_000;
