import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { DayLimits } from '../../domain/limits/limits.ts';

/** Deletes all that is kept of a person: one at a time. */
export const deletionWorkflowId = (telegramId: number): string => `deletion-${telegramId}`;

/** The name under which it is registered. */
export const deletePersonWorkflowType = 'deletePersonWorkflow';

export interface DeletePersonInput {
  readonly telegramId: number;
  /** That of the receipt: by then nothing is known of the person. */
  readonly language: Language;
  /** Those that were granted so far, this one among them; absent where an operator begins it. */
  readonly wishes?: readonly string[];
  /** Of what is limited, the last day's uses are counted on, by a hash; absent where an operator begins it: nothing is. */
  readonly limits?: DayLimits;
  /** Between two looks at what should be gone, ms, longer each time; a few seconds without. */
  readonly lookAgainMs?: number;
}

/**
 * The person wants it. A wish is a question that they confirmed, once: Telegram may deliver a tap again. Told to a run that was
 * begun by another one, it begins once more at its end.
 */
export const deletionAsked = defineSignal<[{ readonly wish: string }]>('deletionAsked');

/** Answers once nothing new is taken of the person any more. */
export const deletionHolds = defineUpdate('deletionHolds');

/** In the memo of a deletion: the wishes that were granted so far, the latest last. */
export const DELETION_WISHES = 'wishes';
