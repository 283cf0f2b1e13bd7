import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { Person } from '../../domain/user/person.ts';

/** Which language a person is written to in: one at a time. */
export const languageWorkflowId = (telegramId: number): string => `language-${telegramId}`;

/** The name under which it is registered. */
export const personLanguageWorkflowType = 'personLanguageWorkflow';

/**
 * A person has chosen a language, or, with `chosen` null, Telegram says that they have another one. Of two, the one that comes
 * later counts; delivered again, it counts once. Telegram's word never replaces a choice.
 */
export const languageChanged =
  defineSignal<[{ readonly person: Person; readonly chosen: Language | null; readonly updateId: number }]>(
    'languageChanged',
  );
