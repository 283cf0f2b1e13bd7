import { defineSignal } from '@temporalio/workflow';

/** Removes the photos of a completed avatar when their time is over. */
export const photoRetentionWorkflowId = (avatarId: string): string => `retention-${avatarId}`;

export const photoRetentionWorkflowType = 'photoRetentionWorkflow';

export interface PhotoRetentionInput {
  readonly avatarId: string;
  readonly until: number;
}

/** For operators: remove the photos of a completed avatar now. */
export const removePhotosNow = defineSignal('removePhotosNow');
