import type { AvatarView } from './state.ts';
import type { Decided } from './decision.ts';
import type { Language } from './avatar.ts';

/** What the user should notice, by its name alone. */
export type AvatarNewsKind = 'completed' | 'failed' | 'expiry_near' | 'expired' | 'late_photos' | 'overdue';

export type NewsKind = { readonly kind: AvatarNewsKind } | ({ readonly kind: 'decided' } & Decided);

/** News about an avatar, with its state at that time. */
export type AvatarNews = NewsKind & { readonly avatar: AvatarView; readonly language: Language };

/** News that ask the user what to do: their buttons go once that is decided. */
const questions: ReadonlySet<AvatarNews['kind']> = new Set(['overdue', 'failed']);

export function isQuestion(kind: AvatarNews['kind']): boolean {
  return questions.has(kind);
}
