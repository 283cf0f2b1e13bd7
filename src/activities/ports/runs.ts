import type { TrainingReport } from '../../domain/training-watch.ts';

/** Avatars' runs, as seen from an activity. */
export interface Runs {
  /** Tells a run of progress. A run that has ended is no error. */
  reportProgress(workflowId: string, progress: TrainingReport): Promise<void>;
  /** Asks Temporal to cancel a run, without a `runId` the latest. A run that has ended, or never was, is no error. */
  cancel(workflowId: string, runId?: string): Promise<void>;
  /** Whether the avatar's run has begun and not ended. */
  isOpen(avatarId: string): Promise<boolean>;
}
