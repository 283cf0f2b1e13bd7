export const storageSweepWorkflowType = 'storageSweepWorkflow';

/** Id of the schedule, and prefix of its runs' ids. */
export const STORAGE_SWEEP = 'storage-sweep';

export interface StorageSweepInput {
  /** Younger objects and uploads are left alone, ms; a day by default. */
  readonly graceMs?: number;
}
