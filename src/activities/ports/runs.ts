import type { PhotosToJudge } from '../../domain/photos/photo.ts';
import type { AvatarView } from '../../domain/avatar/state.ts';
import type { TrainingReport } from '../../domain/training/watch.ts';
import type { UserRuns } from './user-runs.ts';

/** Avatars' runs, as activities see them. An ended run is no error in any method. */
export interface Runs extends UserRuns {
  reportProgress(workflowId: string, progress: TrainingReport): Promise<void>;
  /** The avatar as its run sees it; null: no run answers in time. */
  viewOf(avatarId: string): Promise<AvatarView | null>;
  /** Photos of the avatar that wait for a verdict, by its run. `isAwaited`: the run waits for the verdicts so far. null: no run answers in time */
  photosToCheck(avatarId: string): Promise<PhotosToJudge | null>;
  /** These photos take long to be checked: the user may remove them. */
  reportSlowChecks(avatarId: string, numbers: readonly number[]): Promise<void>;
  /** The card's message is gone: the run sends another. */
  resendCard(avatarId: string): Promise<void>;
  /** Cancels the waiting removal of a completed avatar's photos. No error when nothing waits. */
  callOffRemoval(avatarId: string): Promise<void>;
  /** Asks Temporal to cancel a run: the latest of its id without `runId`. */
  cancel(workflowId: string, runId?: string): Promise<void>;
  /** Starts another run for an avatar whose run is lost, with the input of the lost run. @returns false when Temporal does not know it */
  takeUp(avatarId: string): Promise<boolean>;
  endAvatar(avatarId: string, reason: string): Promise<void>;
  /** Avatars with an open run. Temporal's list lags a little. */
  openAvatars(): AsyncIterable<string>;
  /** Makes a run draw its card and write its rows again. */
  redrawCard(avatarId: string): Promise<void>;
  isOpen(avatarId: string): Promise<boolean>;
  /** Whether a submission-doubt run works on a submission of the avatar. */
  isSettlingDoubt(avatarId: string): Promise<boolean>;
  /** How long Temporal keeps ended runs, ms; null: unknown. */
  historyKeptMs(): Promise<number | null>;
}
