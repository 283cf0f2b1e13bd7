import type { Client } from '@temporalio/client';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import { photoInboxWorkflowId, photoInboxWorkflowType, photosReceived, type PhotoInboxInput } from './contract.ts';

export function createPhotoInboxClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);
  return {
    /** Hands photos to the user's inbox, which is begun where there is none. */
    async photosReceived(input: PhotoInboxInput, photos: readonly ReceivedPhoto[]): Promise<void> {
      await inTime(() =>
        client.workflow.signalWithStart(photoInboxWorkflowType, {
          workflowId: photoInboxWorkflowId(input.telegramId),
          taskQueue: options.taskQueue,
          args: [input],
          signal: photosReceived,
          signalArgs: [photos],
          typedSearchAttributes: ofUser(input.telegramId),
        }),
      );
    },
  };
}
