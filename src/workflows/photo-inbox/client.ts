import type { Client } from '@temporalio/client';
import type { ReceivedPhoto } from '../../domain/photos/photo.ts';
import { signalWithStart, type StartingOptions } from '../shared/client.ts';
import { photoInboxWorkflowId, photoInboxWorkflowType, addPhotos, type PhotoInboxInput } from './contract.ts';

export function createPhotoInboxClient(client: Client, options: StartingOptions) {
  return {
    async addPhotos(input: PhotoInboxInput, photos: readonly ReceivedPhoto[]): Promise<void> {
      await signalWithStart(client, options, input.telegramId, {
        workflowType: photoInboxWorkflowType,
        workflowId: photoInboxWorkflowId(input.telegramId),
        input,
        signal: addPhotos,
        argument: photos,
      });
    },
  };
}
