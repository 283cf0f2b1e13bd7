import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { DayLimits } from '../../domain/limits/limits.ts';

/** Deletes all data of a user: one run at a time. */
export const deletionWorkflowId = (telegramId: number): string => `deletion-${telegramId}`;

export const userDeletionWorkflowType = 'userDeletionWorkflow';

export interface UserDeletionInput {
  readonly telegramId: number;
  /** Of the receipt: by then the user's own setting is deleted. */
  readonly language: Language;
  /** Confirmed commands so far, with this one; absent when an operator starts it. */
  readonly questions?: readonly string[];
  /** Whose usage times of the last day are kept, under a hash; absent when an operator starts it: none. */
  readonly limits?: DayLimits;
  /** First wait between two checks for remains, ms, doubling; a few seconds by default. */
  readonly lookAgainMs?: number;
}

/**
 * The user confirmed the deletion. Each confirmed question counts once, because Telegram may deliver a tap again. A
 * running deletion that another question started begins once more at its end.
 */
export const requestDeletion = defineSignal<[{ readonly question: string }]>('requestDeletion');

/** Answers once nothing new of the user is accepted. */
export const awaitDeletionStart = defineUpdate('awaitDeletionStart');

/** Memo field of a deletion: the confirmed commands so far, latest last. */
export const DELETION_QUESTIONS = 'questions';
