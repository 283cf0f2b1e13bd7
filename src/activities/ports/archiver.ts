import type { Readable } from 'node:stream';

export interface ArchiveEntry {
  /** The file's name inside the archive. */
  readonly name: string;
  /** Opens the file; called when its turn has come, and not before. */
  readonly open: () => Promise<Readable>;
}

/** Packs files into one. */
export interface Archiver {
  /**
   * A zip of the entries, in their order. The same entries make the same bytes. It is made while it is read, one entry
   * after the other, so that memory is bounded whatever the sizes. Errors of an entry are errors of the returned stream.
   */
  zip(entries: AsyncIterable<ArchiveEntry>): Readable;
}
