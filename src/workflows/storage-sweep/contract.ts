/** The name under which it is registered. */
export const storageSweepWorkflowType = 'storageSweepWorkflow';

/** The schedule by which storage is swept, and how the ids of its runs begin. */
export const STORAGE_SWEEP = 'storage-sweep';

export interface StorageSweepInput {
  /** Younger objects and uploads are left alone, ms; a day without. */
  readonly graceMs?: number;
}
