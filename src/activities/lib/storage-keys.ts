import { createHash } from 'node:crypto';

/** A key says nothing about the user except, in `owner`, a hash of their Telegram id. */
export const keys = {
  /**
   * An empty object that names the owner of an avatar's objects: written before the first of them and removed after the
   * last, so that they are found even without rows and runs.
   */
  owner: (telegramId: number, avatarId: string): string => `${keys.ownedBy(telegramId)}${avatarId}`,
  ownedBy: (telegramId: number): string =>
    `${keys.owners}${createHash('sha256').update(String(telegramId)).digest('hex')}/`,
  owners: 'owners/',
  avatars: 'avatars/',
  avatar: (avatarId: string): string => `avatars/${avatarId}/`,
  photo: (avatarId: string, number: number): string => `avatars/${avatarId}/photos/${number}.jpg`,
  archives: (avatarId: string): string => `avatars/${avatarId}/training/`,
  archive: (avatarId: string, attempt: number): string => `avatars/${avatarId}/training/${attempt}.zip`,
  preview: (avatarId: string, number: number): string => `avatars/${avatarId}/previews/${number}.jpg`,
  weights: (avatarId: string): string => `avatars/${avatarId}/weights.safetensors`,
};

const AVATAR_KEY = /^avatars\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/(.+)$/;

/** The avatar of an owner's marker; null: the key is none. */
export function ownedAvatar(key: string): string | null {
  return /^owners\/[\da-f]{64}\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(key)?.[1] ?? null;
}

/** What a key says about its object; null for a key that is not ours. */
export function readKey(key: string): { avatarId: string; kind: 'photo' | 'preview' | 'archive' | 'other' } | null {
  const [, avatarId, name = ''] = AVATAR_KEY.exec(key) ?? [];
  if (avatarId === undefined) return null;
  if (/^photos\/\d+\.jpg$/.test(name)) return { avatarId, kind: 'photo' };
  if (/^previews\/\d+\.jpg$/.test(name)) return { avatarId, kind: 'preview' };
  if (/^training\/\d+\.zip$/.test(name)) return { avatarId, kind: 'archive' };
  return { avatarId, kind: 'other' };
}
