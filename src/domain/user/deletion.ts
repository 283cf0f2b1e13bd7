import type { Counted } from '../limits/limits.ts';

/** What happened to everything that was kept of a user. Only numbers: it outlives the user's data. */
export interface DeletionReceipt {
  readonly avatars: number;
  readonly photos: number;
  /** Trained models, ours and the trainer's. */
  readonly models: number;
  /** Of photos, models, pictures and archives. */
  readonly bytes: number;
  /** Which usage times remain, under a hash that identifies nobody. */
  readonly counted: Counted;
  readonly atTrainer: {
    /** Trainings of which the trainer deleted request, answer and files. */
    readonly deleted: number;
    /** Trainings that it did not delete now: its own rules remove them. */
    readonly left: number;
    /** Submissions in doubt, and avatars whose rows are lost. */
    readonly unknown: number;
    /** Models that the trainer keeps under its own id and offers no way to delete. */
    readonly models: number;
  };
  /** When everything was confirmed gone, ms since the epoch. */
  readonly at: number;
}
