import { defineSignal } from '@temporalio/workflow';
import type { Language } from '../../domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../domain/user/profile.ts';

/** Keeps a user's language: one run at a time. */
export const languageWorkflowId = (telegramId: number): string => `language-${telegramId}`;

export const userLanguageWorkflowType = 'userLanguageWorkflow';

export interface LanguageChange {
  readonly user: TelegramProfile;
  /** null: not chosen; Telegram's language. */
  readonly chosen: Language | null;
  readonly updateId: number;
}

/** The latest change counts; delivered again, it counts once. Telegram's language never replaces a choice. */
export const changeLanguage = defineSignal<[LanguageChange]>('changeLanguage');
