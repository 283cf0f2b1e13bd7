import type { Client } from '@temporalio/client';
import { signalWithStart, type StartingOptions } from '../shared/client.ts';
import { personPresenceWorkflowType, presenceChanged, presenceWorkflowId, type PresenceChange } from './contract.ts';

export function createPresenceClient(client: Client, options: StartingOptions) {
  return {
    /** The user has blocked the bot, or is back. */
    async changed(telegramId: number, change: PresenceChange): Promise<void> {
      await signalWithStart(client, options, telegramId, {
        workflowType: personPresenceWorkflowType,
        workflowId: presenceWorkflowId(telegramId),
        input: { telegramId },
        signal: presenceChanged,
        argument: change,
      });
    },
  };
}
