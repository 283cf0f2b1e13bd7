import { defined } from '../defined.ts';

/** Where a training stands at the trainer's. */
export type TrainingPhase = 'queued' | 'running';

/** How progress is known: counted by the trainer's logs, or estimated by the time it usually takes. */
export type ProgressSource = 'logs' | 'estimate';

/** What is known of a training under way besides its progress: kept in the life, shown in the card. Plain data. */
export interface TrainingWatch {
  /** Absent until the trainer has said where it stands. */
  phase?: TrainingPhase;
  /** How the progress that is shown is known; absent while there is none. */
  progressSource?: ProgressSource;
  /** ms since the epoch; the time in the queue is not counted. */
  runningSince?: number;
  /** How long it has been running at the least, ms: only once that is longer than usual. */
  slowMs?: number;
  /** The trainer has not answered since, ms since the epoch: it says nothing of the training. */
  silentSince?: number;
  /** It does answer, and refuses our key or account: the team must act. Together with `silentSince`. */
  refused?: true;
  /** What takes longer than its limit; its owner has been asked whether to wait on. */
  overdue?: TrainingPhase;
  /** Its result is being taken. `again`: of an earlier training; `late`: for longer than that should take. */
  taking?: 'again' | 'late';
  /** It was begun because the one before it has left nothing. */
  anew?: true;
  /** The trainer is being told to stop; `unconfirmed`: for longer than that should take. */
  stopping?: 'asked' | 'unconfirmed';
}

/** What a look at a training tells its run. */
export interface TrainingReport {
  readonly requestId: string;
  /** 0–100. */
  readonly percent: number;
  readonly queuePosition?: number;
  readonly phase?: TrainingPhase;
  readonly source?: ProgressSource;
  readonly runningSince?: number;
  readonly slowMs?: number;
  readonly silentSince?: number;
  readonly refused?: true;
}

/**
 * Takes note of a report. What is ours to say (overdue, stopping, anew) stays.
 * @param isHigher the progress shown is this report's
 */
export function noted(watch: TrainingWatch, report: TrainingReport, isHigher: boolean): TrainingWatch {
  const { overdue, stopping, anew } = watch;
  const { phase, runningSince, silentSince, refused } = report;
  const isSameRun = phase === 'running' && watch.phase === 'running';
  const slowMs = isSameRun ? Math.max(watch.slowMs ?? 0, report.slowMs ?? 0) : (report.slowMs ?? 0);
  const since = isSameRun ? earlier(watch.runningSince, runningSince) : runningSince;
  // A figure that was higher before is still the one shown, and known as it was.
  const progressSource = isHigher ? (report.source ?? watch.progressSource) : watch.progressSource;
  return {
    ...defined({ phase, progressSource, runningSince: since }),
    ...(slowMs > 0 && { slowMs }),
    ...defined({ silentSince, refused }),
    // What was overdue has moved on.
    ...(overdue && overdue === (phase ?? overdue) && { overdue }),
    ...defined({ anew, stopping }),
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
