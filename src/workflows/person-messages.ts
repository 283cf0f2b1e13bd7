/** The contract between the bot and the workflows about a person as a whole. As messages.ts, it holds no behaviour. */
import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../domain/avatar.ts';
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
  /** Between two looks at what should be gone, ms, longer each time; a few seconds without. */
  readonly lookAgainMs?: number;
}

/**
 * The person wants it. Told to a run that has deleted their row already, it begins once more, if this is a later wish than
 * the one that it began with: Telegram may deliver a tap again.
 */
export const deletionAsked = defineSignal<[{ readonly updateId: number }]>('deletionAsked');
/** In the memo of a deletion: the wish that it began with. */
export const DELETION_ASKED_BY = 'askedBy';

/** The person has blocked the bot, or is back. Of two, the one with the higher update id is the later. */
export const presenceChanged =
  defineSignal<[{ readonly blocked: boolean; readonly updateId: number }]>('presenceChanged');

/**
 * A person has chosen a language, or, with `chosen` null, Telegram says that they have another one. Of two, the one with the
 * higher update id is the later; Telegram's word never replaces a choice.
 */
export const languageChanged =
  defineSignal<[{ readonly person: Person; readonly chosen: Language | null; readonly updateId: number }]>(
    'languageChanged',
  );

/**
 * To an avatar's run: its card is to be shown again. It is sent anew, for a person who is back after having blocked the bot; or,
 * with `inPlace`, edited, since it looks otherwise in their new language.
 */
export const showAgain = defineSignal<[{ readonly inPlace?: true }?]>('showAgain');

/**
 * To an avatar's run, right before it is cancelled: all data of its person are being deleted. It tells, shows and keeps nothing
 * more, and waits for no result.
 */
export const leave = defineSignal('leave');
