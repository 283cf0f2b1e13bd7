import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ArchiveEntry, Archiver } from '../ports/archiver.ts';

/** Photos are JPEG: compressing them again saves nothing. A fixed date, so that equal photos make equal zips. */
const entryOptions = { compress: false, mtime: new Date('2000-01-01T12:00:00Z'), mode: 0o100644 };

export function createArchiver(): Archiver {
  return {
    zip(entries) {
      const output = new PassThrough();
      const zip = new ZipFile();
      zip.once('error', (error: Error) => output.destroy(error));
      zip.outputStream.pipe(output);
      feed(zip, entries, output).catch((error: unknown) => output.destroy(asError(error)));
      return output;
    },
  };
}

/** One entry after another: the next is opened only when the one before has been read to its end. */
async function feed(zip: ZipFile, entries: AsyncIterable<ArchiveEntry>, output: Readable): Promise<void> {
  let current: Readable | undefined;
  output.once('close', () => current?.destroy());
  for await (const { name, open } of entries) {
    current = await open();
    // The reader may have gone while the entry was being opened.
    if (output.destroyed) current.destroy();
    zip.addReadStream(current, name, entryOptions);
    await finished(current);
  }
  zip.end();
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
