import { defineSignal } from '@temporalio/workflow';

/** Whether a user has blocked the bot, and the news they missed meanwhile: one run at a time. */
export const reachabilityWorkflowId = (telegramId: number): string => `reachability-${telegramId}`;

export const userReachabilityWorkflowType = 'userReachabilityWorkflow';

export interface ReachabilityChange {
  readonly blocked: boolean;
  /** Of Telegram's update. No order follows from it: Telegram restarts the numbers after a quiet week. */
  readonly updateId: number;
  /** When it happened, by Telegram's clock, ms since the epoch. */
  readonly at?: number;
}

/** The user has blocked the bot, or is back. Delivered again, it counts once. */
export const changeReachability = defineSignal<[ReachabilityChange]>('changeReachability');
