import type { Language } from '../../src/domain/avatar/avatar.ts';
import type { Person } from '../../src/domain/user/person.ts';
import type { People } from '../../src/bot/ports.ts';

/** Records its calls. */
export class FakePeople implements People {
  readonly deletions: { telegramId: number; language: Language }[] = [];
  readonly presences: { telegramId: number; blocked: boolean; updateId: number; at?: number }[] = [];
  readonly #wishes = new Set<string>();
  /** A deletion is running. */
  deleting = true;
  readonly languages: { person: Person; chosen: Language | null; updateId: number }[] = [];
  /** Thrown by every command. */
  failure: Error | undefined;
  keptMs: number | null = 30 * 24 * 3_600_000;

  async deleteData(telegramId: number, language: Language, wish: string): Promise<'under_way' | 'over'> {
    if (this.failure) throw this.failure;
    if (this.#wishes.has(wish)) return this.deleting ? 'under_way' : 'over';
    this.#wishes.add(wish);
    this.deletions.push({ telegramId, language });
    return 'under_way';
  }

  async isDeleting(): Promise<boolean> {
    if (this.failure) throw this.failure;
    return this.deleting;
  }

  async presence(telegramId: number, blocked: boolean, told: { updateId: number; at?: number }): Promise<void> {
    if (this.failure) throw this.failure;
    this.presences.push({ telegramId, blocked, ...told });
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
