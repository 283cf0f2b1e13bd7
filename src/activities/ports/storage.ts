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
