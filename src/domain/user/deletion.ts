import type { Counted } from '../limits/limits.ts';

/** What became of everything that was kept of a person. Numbers alone: it outlives the person's data. */
export interface DeletionReceipt {
  readonly avatars: number;
  readonly photos: number;
  /** Trained models, wherever they are. */
  readonly models: number;
  /** Of photos, models, pictures and archives. */
  readonly bytes: number;
  /** Of what the last day's uses are counted on, by a hash that leads back to nobody. */
  readonly counted: Counted;
  readonly atTrainer: {
    /** Trainings of which the trainer has deleted question, answer and files. */
    readonly deleted: number;
    /** Trainings that it would not delete now: they go by its own rules. */
    readonly left: number;
    /** Submissions of which nobody knows whether it accepted them, and avatars whose rows are lost. */
    readonly unknown: number;
    /** Models that it keeps under a name of its own, and offers no way to delete. */
    readonly models: number;
  };
  /** When all was seen to be gone, ms since the epoch. */
  readonly at: number;
}
