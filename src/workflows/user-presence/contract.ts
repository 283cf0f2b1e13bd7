import { defineSignal } from '@temporalio/workflow';

/** Whether a person can be written to, and what they missed meanwhile: one at a time. */
export const presenceWorkflowId = (telegramId: number): string => `presence-${telegramId}`;

/** The name under which it is registered. */
export const personPresenceWorkflowType = 'personPresenceWorkflow';

export interface PresenceChange {
  readonly blocked: boolean;
  /** Of Telegram's update that says so. It orders nothing: Telegram begins the numbers anew after a quiet week. */
  readonly updateId: number;
  /** When it happened, by Telegram's clock, ms since the epoch; absent where it does not say. */
  readonly at?: number;
}

/** The person has blocked the bot, or is back. Delivered again, it counts once. */
export const presenceChanged = defineSignal<[PresenceChange]>('presenceChanged');
