import type { Client } from '@temporalio/client';
import { signalWithStart, type StartingOptions } from '../shared/client.ts';
import {
  lookAtPhotos,
  photoReviewWorkflowId,
  photoReviewWorkflowType,
  type PhotoLook,
  type PhotoReviewInput,
} from './contract.ts';

export function createPhotoReviewClient(client: Client, options: StartingOptions) {
  return {
    async look(input: PhotoReviewInput, look: PhotoLook): Promise<void> {
      await signalWithStart(client, options, input.telegramId, {
        workflowType: photoReviewWorkflowType,
        workflowId: photoReviewWorkflowId(input.avatarId),
        input,
        signal: lookAtPhotos,
        argument: look,
        staticSummary: 'photo review',
      });
    },
  };
}
