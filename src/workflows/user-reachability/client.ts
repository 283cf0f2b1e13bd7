import type { Client } from '@temporalio/client';
import { signalWithStart, type StartingOptions } from '../shared/client.ts';
import {
  userReachabilityWorkflowType,
  changeReachability,
  reachabilityWorkflowId,
  type ReachabilityChange,
} from './contract.ts';

export function createReachabilityClient(client: Client, options: StartingOptions) {
  return {
    /** The user has blocked the bot, or is back. */
    async changed(telegramId: number, change: ReachabilityChange): Promise<void> {
      await signalWithStart(client, options, telegramId, {
        workflowType: userReachabilityWorkflowType,
        workflowId: reachabilityWorkflowId(telegramId),
        input: { telegramId },
        signal: changeReachability,
        argument: change,
      });
    },
  };
}
