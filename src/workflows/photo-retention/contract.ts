import { defineSignal } from '@temporalio/workflow';

/** What removes the photos of a finished avatar when their time is over. */
export const photoRetentionWorkflowId = (avatarId: string): string => `retention-${avatarId}`;

/** The name under which it is registered. */
export const photoRetentionWorkflowType = 'photoRetentionWorkflow';

export interface PhotoRetentionInput {
  readonly avatarId: string;
  /** ms since the epoch. */
  readonly until: number;
}

/** For operators: the photos of a finished avatar go now. */
export const removePhotosNow = defineSignal('removePhotosNow');
