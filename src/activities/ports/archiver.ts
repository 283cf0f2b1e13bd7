import type { Readable } from 'node:stream';

export interface ArchiveEntry {
  readonly name: string;
  /** Opens the file; called only when its turn has come. */
  readonly open: () => Promise<Readable>;
}

export interface Archiver {
  /**
   * A zip of the entries, in their order. The same entries give the same bytes. Entries are packed one after another
   * while the stream is read, so memory is bounded whatever the sizes. An entry's error becomes the stream's error.
   */
  zip(entries: AsyncIterable<ArchiveEntry>): Readable;
}
