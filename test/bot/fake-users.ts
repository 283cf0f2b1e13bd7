import type { Language } from '../../src/domain/avatar/avatar.ts';
import type { TelegramProfile } from '../../src/domain/user/profile.ts';
import type { Users } from '../../src/bot/ports.ts';

/** Records its calls. */
export class FakeUsers implements Users {
  readonly deletions: { telegramId: number; language: Language }[] = [];
  readonly presences: { telegramId: number; blocked: boolean; updateId: number; at?: number }[] = [];
  readonly #questions = new Set<string>();
  /** A deletion is running. */
  deleting = true;
  readonly languages: { user: TelegramProfile; chosen: Language | null; updateId: number }[] = [];
  /** Thrown by every command. */
  failure: Error | undefined;
  keptMs: number | null = 30 * 24 * 3_600_000;

  async deleteData(telegramId: number, language: Language, question: string): Promise<'under_way' | 'over'> {
    if (this.failure) throw this.failure;
    if (this.#questions.has(question)) return this.deleting ? 'under_way' : 'over';
    this.#questions.add(question);
    this.deletions.push({ telegramId, language });
    return 'under_way';
  }

  async isDeleting(): Promise<boolean> {
    if (this.failure) throw this.failure;
    return this.deleting;
  }

  async reachability(telegramId: number, blocked: boolean, told: { updateId: number; at?: number }): Promise<void> {
    if (this.failure) throw this.failure;
    this.presences.push({ telegramId, blocked, ...told });
  }

  async chooseLanguage(user: TelegramProfile, language: Language, updateId: number): Promise<{ kept: Promise<void> }> {
    if (this.failure) throw this.failure;
    this.languages.push({ user, chosen: language, updateId });
    return { kept: Promise.resolve() };
  }

  async noteLanguage(user: TelegramProfile, updateId: number): Promise<void> {
    if (this.failure) throw this.failure;
    this.languages.push({ user, chosen: null, updateId });
  }

  async historyKeptMs(): Promise<number | null> {
    return this.keptMs;
  }
}
