import type { Language } from '../../domain/avatar/avatar.ts';
import type { Person } from '../../domain/user/person.ts';
import type { ActivityDeps } from '../deps.ts';
import { orSlowDown } from '../lib/failures.ts';

/** Activities about the language that a person is written to in. */
export function createLanguageActivities({ records, messenger }: Pick<ActivityDeps, 'records' | 'messenger'>) {
  return {
    saveLanguage: ({ person, chosen }: { person: Person; chosen: Language | null }): Promise<void> =>
      records.saveLanguage(person, chosen),

    /** The menu of commands in the person's chat, in the language that they chose. */
    showCommands: ({ telegramId, language }: { telegramId: number; language: Language }): Promise<void> =>
      orSlowDown(() => messenger.showCommands(telegramId, language)),
  };
}
