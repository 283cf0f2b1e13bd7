import type { Client } from '@temporalio/client';
import { ofUser, within, type StartingOptions } from '../shared/client.ts';
import { personPresenceWorkflowType, presenceChanged, presenceWorkflowId, type PresenceChange } from './contract.ts';

export function createPresenceClient(client: Client, options: StartingOptions) {
  const inTime = within(client, options);
  return {
    /** The user has blocked the bot, or is back. */
    async changed(telegramId: number, change: PresenceChange): Promise<void> {
      await inTime(() =>
        client.workflow.signalWithStart(personPresenceWorkflowType, {
          taskQueue: options.taskQueue,
          typedSearchAttributes: ofUser(telegramId),
          workflowId: presenceWorkflowId(telegramId),
          args: [{ telegramId }],
          signal: presenceChanged,
          signalArgs: [change],
        }),
      );
    },
  };
}
