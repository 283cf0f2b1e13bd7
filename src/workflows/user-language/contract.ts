import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { Person } from '../../domain/user/person.ts';

/** Which language a person is written to in: one at a time. */
export const languageWorkflowId = (telegramId: number): string => `language-${telegramId}`;

/** The name under which it is registered. */
export const personLanguageWorkflowType = 'personLanguageWorkflow';

export interface LanguageChange {
  readonly person: Person;
  /** null: not chosen, but what Telegram says of them. */
  readonly chosen: Language | null;
  /** Of the update that says so. */
  readonly updateId: number;
}

/** Of two changes, the one that comes later counts; delivered again, it counts once. Telegram's word never replaces a choice. */
export const languageChanged = defineSignal<[LanguageChange]>('languageChanged');
