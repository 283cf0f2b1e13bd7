import type { Readable } from 'node:stream';

/** Private object storage. Writing the same key again replaces it. All methods throw what the store throws: the caller retries. */
export interface Storage {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  /** Streams, so that memory is bounded whatever the size. @returns bytes written and their SHA-256, hex */
  putStream(key: string, body: Readable, contentType: string): Promise<{ bytes: number; sha256: string }>;
  get(key: string): Promise<Readable>;
  /** Bytes of an object, or null when there is none. */
  size(key: string): Promise<number | null>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Removes every object whose key begins so. @returns how many */
  removeAll(prefix: string): Promise<number>;
}

/** Keys say nothing of the person. */
export const keys = {
  avatar: (avatarId: string): string => `avatars/${avatarId}/`,
  photo: (avatarId: string, number: number): string => `avatars/${avatarId}/photos/${number}.jpg`,
  archive: (avatarId: string, attempt: number): string => `avatars/${avatarId}/training/${attempt}.zip`,
  weights: (avatarId: string): string => `avatars/${avatarId}/weights.safetensors`,
};
