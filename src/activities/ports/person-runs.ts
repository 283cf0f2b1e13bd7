import type { TrainingRequest } from '../../domain/avatar/life.ts';

/** A run at Temporal. */
export interface RunIds {
  readonly workflowId: string;
  readonly runId: string;
}

/** Whose runs, and which of them: all about these avatars, and of the others those that began by then. */
export interface RunsOfPerson {
  readonly telegramId: number;
  readonly avatarIds: readonly string[];
  /** ms since the epoch, by Temporal's clock. A run that was continued began with its first. */
  readonly begunBy: number;
}

/** All runs of one person, as the deletion of their data sees them: the run that deletes is not among them. */
export interface PersonRuns {
  /** Avatars that runs of the person's were about, as far as Temporal remembers, and when each life began, ms since the epoch. */
  avatarsOf(telegramId: number): Promise<ReadonlyMap<string, number>>;
  /** When the avatar's life began, ms since the epoch; null: Temporal knows of none. */
  begunAt(avatarId: string): Promise<number | null>;
  /** `isStuck`: its workflow task has failed several times, so that it can do nothing any more. */
  openRunsOf(person: RunsOfPerson): Promise<(RunIds & { readonly isStuck: boolean })[]>;
  /** Those that have ended, as far as Temporal remembers them. */
  endedRunsOf(person: RunsOfPerson): Promise<RunIds[]>;
  /**
   * What the trainer was asked for by runs about these avatars, by their histories, for each of which Temporal remembers any: all
   * that was accepted. Reads whole histories: for avatars whose rows are lost.
   */
  requestsOf(person: RunsOfPerson): Promise<ReadonlyMap<string, readonly TrainingRequest[]>>;
  /** Asks Temporal to cancel a run; one of an avatar's life is told before that nothing of it is to be waited for, told or kept. A run that has ended is no error. */
  leave(run: RunIds): Promise<void>;
  /** Ends a run as it stands. A run that has ended is no error. */
  terminate(run: RunIds, reason: string): Promise<void>;
  /** Has Temporal forget a run that has ended, its history too; done a moment later. One that is forgotten is no error. */
  erase(run: RunIds): Promise<void>;
}
