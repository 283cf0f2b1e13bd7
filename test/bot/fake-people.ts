import type { Language } from '../../src/domain/avatar.ts';
import type { Person } from '../../src/domain/person.ts';
import type { People } from '../../src/bot/ports.ts';

/** Remembers what it was asked. */
export class FakePeople implements People {
  readonly deletions: { telegramId: number; language: Language }[] = [];
  readonly presences: { telegramId: number; blocked: boolean; updateId: number }[] = [];
  readonly languages: { person: Person; chosen: Language | null; updateId: number }[] = [];
  /** Thrown by every wish. */
  failure: Error | undefined;
  keptMs: number | null = 30 * 24 * 3_600_000;

  async deleteData(telegramId: number, language: Language): Promise<void> {
    if (this.failure) throw this.failure;
    this.deletions.push({ telegramId, language });
  }

  async presence(telegramId: number, blocked: boolean, updateId: number): Promise<void> {
    if (this.failure) throw this.failure;
    this.presences.push({ telegramId, blocked, updateId });
  }

  async chooseLanguage(person: Person, language: Language, updateId: number): Promise<{ kept: Promise<void> }> {
    if (this.failure) throw this.failure;
    this.languages.push({ person, chosen: language, updateId });
    return { kept: Promise.resolve() };
  }

  async noteLanguage(person: Person, updateId: number): Promise<void> {
    if (this.failure) throw this.failure;
    this.languages.push({ person, chosen: null, updateId });
  }

  async historyKeptMs(): Promise<number | null> {
    return this.keptMs;
  }
}
