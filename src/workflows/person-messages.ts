/** The contract between the bot and the workflows about a person as a whole. As messages.ts, it holds no behaviour. */
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Language } from '../domain/avatar.ts';
import type { DayLimits } from '../domain/limits.ts';
import type { Person } from '../domain/person.ts';

/** Deletes all that is kept of a person: one at a time. */
export const deletionWorkflowId = (telegramId: number): string => `deletion-${telegramId}`;
/** Whether a person can be written to, and what they missed meanwhile: one at a time. */
export const presenceWorkflowId = (telegramId: number): string => `presence-${telegramId}`;
/** Which language a person is written to in: one at a time. */
export const languageWorkflowId = (telegramId: number): string => `language-${telegramId}`;

export const personWorkflowTypes = {
  deletePerson: 'deletePersonWorkflow',
  personPresence: 'personPresenceWorkflow',
  personLanguage: 'personLanguageWorkflow',
} as const;

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

/**
 * The person has blocked the bot, or is back. `at`: when, by Telegram's clock, ms since the epoch; absent where it does not say.
 * Delivered again, it counts once. Update ids name updates, and order nothing: Telegram begins them anew after a quiet week.
 */
export const presenceChanged =
  defineSignal<[{ readonly blocked: boolean; readonly updateId: number; readonly at?: number }]>('presenceChanged');

/**
 * A person has chosen a language, or, with `chosen` null, Telegram says that they have another one. Of two, the one that comes
 * later counts; delivered again, it counts once. Telegram's word never replaces a choice.
 */
export const languageChanged =
  defineSignal<[{ readonly person: Person; readonly chosen: Language | null; readonly updateId: number }]>(
    'languageChanged',
  );

/**
 * To an avatar's run: its card is to be shown again. It is sent anew, for a person who is back after having blocked the bot; or,
 * with `inPlace`, edited, since it looks otherwise in their new `language`. Its rows are written again where they are lost.
 */
export const showAgain = defineSignal<[{ readonly inPlace?: true; readonly language?: Language }?]>('showAgain');

/**
 * To an avatar's run, right before it is cancelled: all data of its person are being deleted. It tells, shows and keeps nothing
 * more, and waits for no result.
 */
export const leave = defineSignal('leave');
