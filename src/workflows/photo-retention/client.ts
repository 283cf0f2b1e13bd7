import type { Client } from '@temporalio/client';
import { reaches } from '../shared/client.ts';
import { photoRetentionWorkflowId } from './contract.ts';

export function createPhotoRetentionClient({ workflow }: Client) {
  return {
    /** Asks Temporal to cancel what waits to remove the photos of a finished avatar. @returns false: nothing waits */
    cancel: (avatarId: string): Promise<boolean> =>
      reaches(() => workflow.getHandle(photoRetentionWorkflowId(avatarId)).cancel()),
  };
}
