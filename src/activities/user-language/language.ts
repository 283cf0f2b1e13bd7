import type { Language } from '../../domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../domain/user/profile.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';

export function createLanguageActivities({ records, messenger }: Pick<ActivityDeps, 'records' | 'messenger'>) {
  return {
    saveLanguage: ({ user, chosen }: { user: TelegramProfile; chosen: Language | null }): Promise<void> =>
      records.saveLanguage(user, chosen),

    /** Sets the menu of commands in the user's chat to their language. */
    showCommands: ({ telegramId, language }: { telegramId: number; language: Language }): Promise<void> =>
      orSlowDown(() => messenger.showCommands(telegramId, language)),
  };
}
