import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { Person } from '../../domain/user/person.ts';

/** Keeps a user's language: one run at a time. */
export const languageWorkflowId = (telegramId: number): string => `language-${telegramId}`;

export const personLanguageWorkflowType = 'personLanguageWorkflow';

export interface LanguageChange {
  readonly person: Person;
  /** null: not chosen; Telegram's language. */
  readonly chosen: Language | null;
  readonly updateId: number;
}

/** The latest change counts; delivered again, it counts once. Telegram's language never replaces a choice. */
export const languageChanged = defineSignal<[LanguageChange]>('languageChanged');
