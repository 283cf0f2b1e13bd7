import { estimateProgress } from './training.ts';
import type { ProgressSource, TrainingPhase, TrainingReport } from './watch.ts';

/** The trainer's answer to a status request, or its silence. */
export type TrainerStatus =
  | { readonly state: 'queued'; readonly queuePosition?: number }
  /** `percent` and `startedAt` (ms since the epoch) only where the trainer's logs contain them. */
  | { readonly state: 'running'; readonly percent?: number; readonly startedAt?: number }
  /** `refused`: it answers, but refuses our key or account. */
  | { readonly state: 'silent'; readonly refused?: true };

/** Durations in ms. */
export interface Watched {
  readonly requestId: string;
  readonly submittedAt: number;
  readonly progressEveryMs: number;
  /** How long such a training usually runs, shortest and longest. */
  readonly usualMs: readonly [number, number];
  /** How long the trainer may give no answer before the workflow is told. */
  readonly silentAfterMs: number;
}

/** What one poll leaves to the next: what it reported last. Operators see it under Pending Activities. */
export interface PollMemory {
  readonly percent: number;
  readonly source?: ProgressSource;
  readonly phase?: TrainingPhase;
  readonly queuePosition?: number;
  readonly slowMs?: number;
  readonly silentSince?: number;
  readonly refused?: true;
  readonly reportedAt: number;
  readonly reports?: number;
  readonly runningSince?: number;
  /** Failed status requests in a row, and since when. */
  readonly consecutiveErrors: number;
  readonly errorsSince?: number;
}

export const nothingKnown: PollMemory = { percent: 0, reportedAt: 0, consecutiveErrors: 0 };

/** Per cent; a smaller step is not reported. */
const PROGRESS_STEP = 5;
/** A slow training is reported again once it has taken this many times the time reported before. */
const SLOW_STEP = 1.25;
/** Fewer errors in a row are not reported, however far apart the polls are. */
const FEWEST_ERRORS = 3;
/** After so many reports the time between two of them doubles: this bounds their number, whatever the trainer does. */
const REPORTS_OF_A_PACE = 20;

/**
 * What a status adds to what is known of a training. Pure, so that any training can be played through.
 * @returns `report` only where something is worth telling and the last report is not too recent; `isPhase`: it is more
 * than progress, so that the run must know: another phase, or the trainer's silence, or the end of it
 */
export function nextPoll(
  before: PollMemory,
  seen: TrainerStatus,
  watched: Watched,
  now: number,
): { memory: PollMemory; report?: TrainingReport; isPhase?: boolean } {
  const known = seen.state === 'silent' ? silence(before, seen, watched, now) : answer(before, seen, watched, now);
  const { told, isNews, ...kept } = known;
  const reports = before.reports ?? 0;
  const pace = watched.progressEveryMs * 2 ** Math.floor(reports / REPORTS_OF_A_PACE);
  if (!isNews || now - before.reportedAt < pace) return { memory: { ...toldBefore(before), ...kept } };
  return {
    memory: { ...told, ...kept, reportedAt: now, reports: reports + 1 },
    report: {
      ...told,
      requestId: watched.requestId,
      ...(told.phase === 'running' && kept.runningSince !== undefined && { runningSince: kept.runningSince }),
    },
    isPhase: told.phase !== before.phase || told.silentSince !== before.silentSince || told.refused !== before.refused,
  };
}

type Told = Pick<PollMemory, 'percent' | 'source' | 'phase' | 'queuePosition' | 'slowMs' | 'silentSince' | 'refused'>;
type Kept = Pick<PollMemory, 'runningSince' | 'consecutiveErrors' | 'errorsSince'>;
type Known = Kept & { readonly told: Told; readonly isNews: boolean };

function toldBefore(before: PollMemory) {
  const { runningSince: _since, consecutiveErrors: _errors, errorsSince: _from, ...told } = before;
  return told;
}

function silence(
  before: PollMemory,
  { refused }: Extract<TrainerStatus, { state: 'silent' }>,
  { silentAfterMs }: Watched,
  now: number,
): Known {
  const { percent, source, phase, queuePosition, slowMs, silentSince, runningSince } = before;
  const consecutiveErrors = before.consecutiveErrors + 1;
  const errorsSince = before.errorsSince ?? now;
  const isSilent = consecutiveErrors >= FEWEST_ERRORS && now - errorsSince >= silentAfterMs;
  const told = { percent, ...defined({ source, phase, queuePosition, slowMs, refused }), silentSince: errorsSince };
  const isOtherwise = silentSince === undefined || before.refused !== refused;
  return {
    told,
    isNews: isSilent && isOtherwise,
    consecutiveErrors,
    errorsSince,
    ...defined({ runningSince }),
  };
}

function answer(
  before: PollMemory,
  seen: Exclude<TrainerStatus, { state: 'silent' }>,
  watched: Watched,
  now: number,
): Known {
  const isOver = before.silentSince !== undefined;
  if (seen.state === 'queued') {
    const { queuePosition } = seen;
    const { percent, source } = before;
    return {
      told: { phase: 'queued', percent, ...defined({ source, queuePosition }) },
      isNews: isOver || before.phase !== 'queued' || isNewsOfQueue(before.queuePosition, queuePosition),
      consecutiveErrors: 0,
    };
  }
  const runningSince = sinceWhen(before, seen.startedAt, watched, now);
  const elapsedMs = now - runningSince;
  const { percent, source } = progressOf(before, seen.percent, estimateProgress(elapsedMs, watched.usualMs));
  const isSlow = elapsedMs > watched.usualMs[1];
  const isSlower = isSlow && elapsedMs >= (before.slowMs ?? 0) * SLOW_STEP;
  const slowMs = isSlower ? elapsedMs : isSlow ? before.slowMs : undefined;
  return {
    told: { phase: 'running', percent, source, ...defined({ slowMs }) },
    isNews: isOver || before.phase !== 'running' || percent >= before.percent + PROGRESS_STEP || isSlower,
    consecutiveErrors: 0,
    runningSince,
  };
}

/** The trainer's clock may differ from ours. Without its word, the training began when it was first seen running. */
function sinceWhen(before: PollMemory, startedAt: number | undefined, { submittedAt }: Watched, now: number): number {
  const earliest = Math.min(before.runningSince ?? now, startedAt ?? now);
  return Math.min(now, Math.max(submittedAt, earliest));
}

/** Progress never goes back: the figure that was shown keeps its source until another source has come as far. */
function progressOf(before: PollMemory, measured: number | undefined, estimated: number) {
  const [now, source] = measured === undefined ? ([estimated, 'estimate'] as const) : ([measured, 'logs'] as const);
  const isBehind = now < before.percent;
  return { percent: Math.max(before.percent, now), source: isBehind ? (before.source ?? 'estimate') : source };
}

/** A place in the queue is worth a report when it is the first, the last but one, near the end, or half of the one told before. */
function isNewsOfQueue(told: number | undefined, now: number | undefined): boolean {
  if (told === now) return false;
  return told === undefined || now === undefined || now <= 3 || now <= told / 2;
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose their types
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
