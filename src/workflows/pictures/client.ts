import type { Client } from '@temporalio/client';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import { previewWorkflowId, previewWorkflowType, type PreviewInput } from './contract.ts';

export function createPicturesClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);
  return {
    /** Starts making an avatar's first pictures. No effect while they are being made. */
    async start(input: PreviewInput, telegramId: number): Promise<void> {
      await inTime(() =>
        client.workflow.start(previewWorkflowType, {
          workflowId: previewWorkflowId(input.avatarId),
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue: options.taskQueue,
          args: [input],
          typedSearchAttributes: ofUser(telegramId),
          staticSummary: 'first pictures',
        }),
      );
    },
  };
}
