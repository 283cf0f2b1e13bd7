import type { TrainingRequest } from '../../domain/avatar/life.ts';

export interface RunIds {
  readonly workflowId: string;
  readonly runId: string;
}

/** Which runs of the user: all of these avatars, and of the others those that began by then. */
export interface RunsOfUser {
  readonly telegramId: number;
  readonly avatarIds: readonly string[];
  /** ms since the epoch, by Temporal's clock. A continued run counts from its first. */
  readonly begunBy: number;
}

/** All runs of one user, for the deletion of their data. The deleting run itself is not among them. */
export interface UserRuns {
  /** Avatars of the user's runs, as far as Temporal remembers, and when each began, ms since the epoch. */
  avatarsOf(telegramId: number): Promise<ReadonlyMap<string, number>>;
  /** When the avatar's first run began, ms since the epoch; null: Temporal knows none. */
  begunAt(avatarId: string): Promise<number | null>;
  /** `isStuck`: its workflow task failed several times, so it can no longer react. */
  openRunsOf(user: RunsOfUser): Promise<(RunIds & { readonly isStuck: boolean })[]>;
  /** As far as Temporal remembers them. */
  endedRunsOf(user: RunsOfUser): Promise<RunIds[]>;
  /** Accepted requests in the histories of these avatars' runs, by avatar. Reads whole histories: for avatars whose rows are lost. */
  requestsOf(user: RunsOfUser): Promise<ReadonlyMap<string, readonly TrainingRequest[]>>;
  /** Cancels a run; an avatar's run is told first to wait for nothing, send nothing and keep nothing. An ended run is no error. */
  leave(run: RunIds): Promise<void>;
  /** Terminates a run. An ended run is no error. */
  terminate(run: RunIds, reason: string): Promise<void>;
  /** Has Temporal delete an ended run with its history, a moment later. A deleted run is no error. */
  erase(run: RunIds): Promise<void>;
}
