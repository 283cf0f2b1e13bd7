import { Readable } from 'node:stream';
import type { StoredFile } from '../../ports/trainer.ts';

/**
 * A file in storage as HTTP clients take files: nothing of it is in memory, and each part is read when it is sent. Only
 * `createFalFetch` can send it: to any other reader it is empty.
 */
export class StoredBlob extends File {
  readonly #file: StoredFile;
  readonly #offset: number;
  override readonly size: number;

  constructor(file: StoredFile, name: string, type: string, offset = 0, length = file.bytes) {
    super([], name, { type });
    this.#file = file;
    this.#offset = offset;
    this.size = length;
  }

  /** Supports no negative positions: the only caller, FAL's client, cuts from front to back. */
  override slice(start = 0, end = this.size): StoredBlob {
    const length = Math.max(0, Math.min(end, this.size) - start);
    return new StoredBlob(this.#file, this.name, this.type, this.#offset + start, length);
  }

  async request(): Promise<{ body: ReadableStream; duplex: 'half'; headers: { 'content-length': string } }> {
    const body = Readable.toWeb(await this.#file.open(this.#offset, this.size)) as ReadableStream;
    return { body, duplex: 'half', headers: { 'content-length': String(this.size) } };
  }
}
