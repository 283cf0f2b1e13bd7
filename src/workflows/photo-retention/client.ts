import type { Client } from '@temporalio/client';
import { reaches } from '../shared/client.ts';
import { photoRetentionWorkflowId } from './contract.ts';

export function createPhotoRetentionClient({ workflow }: Client) {
  return {
    /** Cancels the waiting removal of a completed avatar's photos. @returns false: nothing waits */
    cancel: (avatarId: string): Promise<boolean> =>
      reaches(() => workflow.getHandle(photoRetentionWorkflowId(avatarId)).cancel()),
  };
}
