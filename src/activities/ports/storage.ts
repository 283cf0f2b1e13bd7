import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** An object as a listing tells of it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** When it was last put, ms since the epoch. */
  readonly lastModified: number;
}

/** Private object storage. Writing the same key again replaces it. All methods throw what the store throws: the caller retries. */
export interface Storage {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  /** Streams, so that memory is bounded whatever the size. @returns bytes written and their SHA-256, hex */
  putStream(key: string, body: Readable, contentType: string): Promise<{ bytes: number; sha256: string }>;
  get(key: string): Promise<Readable>;
  /** `length` bytes from `offset`. */
  getRange(key: string, offset: number, length: number): Promise<Readable>;
  /** Bytes of an object, or null when there is none. */
  size(key: string): Promise<number | null>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Removes every object whose key begins so. @returns how many */
  removeAll(prefix: string): Promise<number>;
  /** Every object whose key begins so, in the order of keys, read page by page. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Aborts every upload in parts under such a key that was begun longer ago than `olderThanMs`. @returns how many */
  abortUploads(prefix: string, olderThanMs: number): Promise<number>;
}

/** Keys say nothing of the person but, in `owner`, a hash of their Telegram id. */
export const keys = {
  /**
   * An empty object that says whose an avatar's objects are: put before the first of them and removed after the last, so that they
   * are found without rows and runs, too.
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

/** The avatar that an owner's marker is of; null: it is none. */
export function ownedAvatar(key: string): string | null {
  return /^owners\/[\da-f]{64}\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(key)?.[1] ?? null;
}

/** What a key tells of its object; null for one that is not made by `keys`. */
export function readKey(key: string): { avatarId: string; kind: 'photo' | 'preview' | 'archive' | 'other' } | null {
  const [, avatarId, name = ''] = AVATAR_KEY.exec(key) ?? [];
  if (avatarId === undefined) return null;
  if (/^photos\/\d+\.jpg$/.test(name)) return { avatarId, kind: 'photo' };
  if (/^previews\/\d+\.jpg$/.test(name)) return { avatarId, kind: 'preview' };
  if (/^training\/\d+\.zip$/.test(name)) return { avatarId, kind: 'archive' };
  return { avatarId, kind: 'other' };
}
