import { defined } from '../defined.ts';

export type TrainingPhase = 'queued' | 'running';

/** Whether progress is counted from the trainer's logs, or estimated from the usual time. */
export type ProgressSource = 'logs' | 'estimate';

/** What is known of a training besides its progress: kept in the state, shown on the card. Plain data. */
export interface TrainingWatch {
  phase?: TrainingPhase;
  progressSource?: ProgressSource;
  /** ms since the epoch; time in the queue is not counted. */
  runningSince?: number;
  /** How long it has run at least, ms: set once that is longer than usual. */
  slowMs?: number;
  /** Since when the trainer has not answered, ms since the epoch. This says nothing of the training. */
  silentSince?: number;
  /** It answers, but refuses our key or account: an operator must act. Only together with `silentSince`. */
  refused?: true;
  /** What takes longer than its limit; the user was asked whether to wait on. */
  overdue?: TrainingPhase;
  /** The result is being fetched. `again`: an earlier training's; `late`: it takes longer than it should. */
  taking?: 'again' | 'late';
  /** It replaces a training that left no result. */
  anew?: true;
  /** The trainer is being told to stop; `unconfirmed`: that takes longer than it should. */
  stopping?: 'asked' | 'unconfirmed';
}

export interface TrainingReport {
  readonly requestId: string;
  readonly percent: number;
  readonly queuePosition?: number;
  readonly phase?: TrainingPhase;
  readonly source?: ProgressSource;
  readonly runningSince?: number;
  readonly slowMs?: number;
  readonly silentSince?: number;
  readonly refused?: true;
}

/** Adds a report. What the workflow itself set (overdue, stopping, anew) stays. @param isHigher the report's progress is the one shown */
export function noted(watch: TrainingWatch, report: TrainingReport, isHigher: boolean): TrainingWatch {
  const { overdue, stopping, anew } = watch;
  const { phase, runningSince, silentSince, refused } = report;
  const isSameRun = phase === 'running' && watch.phase === 'running';
  const slowMs = isSameRun ? Math.max(watch.slowMs ?? 0, report.slowMs ?? 0) : (report.slowMs ?? 0);
  const since = isSameRun ? earlier(watch.runningSince, runningSince) : runningSince;
  // A higher figure from before is still shown, with its source.
  const progressSource = isHigher ? (report.source ?? watch.progressSource) : watch.progressSource;
  return {
    ...defined({ phase, progressSource, runningSince: since }),
    ...(slowMs > 0 && { slowMs }),
    ...defined({ silentSince, refused }),
    // The phase that was overdue is over.
    ...(overdue && overdue === (phase ?? overdue) && { overdue }),
    ...defined({ anew, stopping }),
  };
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
