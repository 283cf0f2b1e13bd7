import type { Client } from '@temporalio/client';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import {
  lookAtPhotos,
  photoReviewWorkflowId,
  photoReviewWorkflowType,
  type PhotoLook,
  type PhotoReviewInput,
} from './contract.ts';

export function createPhotoReviewClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);
  return {
    /** Has photos shown, by the run that does so, or a new one. */
    async look(input: PhotoReviewInput, look: PhotoLook): Promise<void> {
      await inTime(() =>
        client.workflow.signalWithStart(photoReviewWorkflowType, {
          workflowId: photoReviewWorkflowId(input.avatarId),
          taskQueue: options.taskQueue,
          args: [input],
          signal: lookAtPhotos,
          signalArgs: [look],
          typedSearchAttributes: ofUser(input.telegramId),
          staticSummary: 'a look at the photos',
        }),
      );
    },
  };
}
