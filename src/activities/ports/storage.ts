import type { Readable } from 'node:stream';

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly lastModified: number;
}

/** Private object storage. Writing a key again replaces the object. All methods throw what the store throws: the caller retries. */
export interface Storage {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  /** Streams, so memory is bounded whatever the size. @returns bytes written and their SHA-256, hex */
  putStream(key: string, body: Readable, contentType: string): Promise<{ bytes: number; sha256: string }>;
  get(key: string): Promise<Readable>;
  getRange(key: string, offset: number, length: number): Promise<Readable>;
  /** Bytes; null when there is no such object. */
  size(key: string): Promise<number | null>;
  /** No error when there is no such object. */
  remove(key: string): Promise<void>;
  /** @returns how many */
  removeAll(prefix: string): Promise<number>;
  /** In the order of keys, read page by page. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Aborts multipart uploads under the prefix that began longer ago than this. @returns how many */
  abortUploads(prefix: string, olderThanMs: number): Promise<number>;
}
