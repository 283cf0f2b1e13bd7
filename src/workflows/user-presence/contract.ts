import { defineSignal } from '@temporalio/workflow';

/** Whether a person can be written to, and what they missed meanwhile: one at a time. */
export const presenceWorkflowId = (telegramId: number): string => `presence-${telegramId}`;

/** The name under which it is registered. */
export const personPresenceWorkflowType = 'personPresenceWorkflow';

/**
 * The person has blocked the bot, or is back. `at`: when, by Telegram's clock, ms since the epoch; absent where it does not say.
 * Delivered again, it counts once. Update ids name updates, and order nothing: Telegram begins them anew after a quiet week.
 */
export const presenceChanged =
  defineSignal<[{ readonly blocked: boolean; readonly updateId: number; readonly at?: number }]>('presenceChanged');
