import type { TrainingReport } from '../../domain/training/watch.ts';
import type { PersonRuns } from './person-runs.ts';

/** Avatars' runs, as seen from an activity. */
export interface Runs extends PersonRuns {
  /** Tells a run of progress. A run that has ended is no error. */
  reportProgress(workflowId: string, progress: TrainingReport): Promise<void>;
  /** Asks Temporal to cancel what waits to remove the photos of a finished avatar. That nothing waits is no error. */
  callOffRemoval(avatarId: string): Promise<void>;
  /** Asks Temporal to cancel a run, the latest of its id without `runId`. A run that has ended is no error. */
  cancel(workflowId: string, runId?: string): Promise<void>;
  /** Begins another run for an avatar whose run is lost, by what that one began with. @returns false: Temporal knows nothing of it */
  takeUp(avatarId: string): Promise<boolean>;
  /** Ends an avatar's run as it stands: it is not asked. A run that has ended is no error. */
  endAvatar(avatarId: string, reason: string): Promise<void>;
  /** Avatars whose runs have begun and not ended; Temporal's list is a little behind. */
  openAvatars(): AsyncIterable<string>;
  /** Has a run draw its card and write its rows. A run that has ended is no error. */
  showAgain(avatarId: string): Promise<void>;
  /** Whether the avatar's run has begun and not ended. */
  isOpen(avatarId: string): Promise<boolean>;
  /** Whether a run of its own settles a submission of the avatar's that is in doubt. */
  isSettlingDoubt(avatarId: string): Promise<boolean>;
  /** How long ended runs can be looked at, ms; null where Temporal does not say. */
  historyKeptMs(): Promise<number | null>;
}
