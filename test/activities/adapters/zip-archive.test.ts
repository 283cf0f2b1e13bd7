import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { createArchiver } from '../../../src/activities/adapters/zip-archive.ts';
import type { ArchiveEntry } from '../../../src/activities/ports/archiver.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { rejection } from '../../support/http-stub.ts';

const MB = 1024 * 1024;
const archiver = createArchiver();

async function* entries(files: Record<string, Buffer>): AsyncGenerator<ArchiveEntry> {
  for (const [name, bytes] of Object.entries(files)) {
    yield { name, open: async () => Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]) };
  }
}

describe('archiver', () => {
  it('makes a valid zip, with the unchanged files in order', async () => {
    const files: Record<string, Buffer> = {
      '1.jpg': Buffer.from('the first photo'),
      '2.jpg': Buffer.alloc(2 * MB, 7),
      '3.jpg': Buffer.from('abc'),
    };
    const read = await unzip(await readAll(archiver.zip(entries(files))));
    expect(read.map(({ entry }) => entry.fileName)).to.deep.equal(['1.jpg', '2.jpg', '3.jpg']);
    for (const { entry, bytes } of read) {
      expect(Buffer.compare(bytes, files[entry.fileName] ?? Buffer.alloc(0)), entry.fileName).to.equal(0);
      expect(entry.compressionMethod).to.equal(0);
      expect(entry.getLastModDate().toISOString()).to.equal('2000-01-01T12:00:00.000Z');
    }
  });

  it('makes the same bytes from the same files', async () => {
    const files = { '1.jpg': Buffer.from('photo'), '2.jpg': Buffer.from('other') };
    const [first, second] = [await readAll(archiver.zip(entries(files))), await readAll(archiver.zip(entries(files)))];
    expect(createHash('sha256').update(first).digest('hex')).to.equal(
      createHash('sha256').update(second).digest('hex'),
    );
  });

  it('makes an empty zip without files', async () => {
    expect(await unzip(await readAll(archiver.zip(entries({}))))).to.deep.equal([]);
  });

  it('opens one file at a time, and reads no faster than its reader', async () => {
    let open = 0;
    let most = 0;
    let produced = 0;
    async function* large(): AsyncGenerator<ArchiveEntry> {
      for (let index = 0; index < 8; index += 1) {
        yield {
          name: `${index}.jpg`,
          open: async () => {
            most = Math.max(most, (open += 1));
            return Readable.from(
              (function* () {
                for (let piece = 0; piece < 16; piece += 1) {
                  produced += MB / 4;
                  yield Buffer.alloc(MB / 4);
                }
                open -= 1;
              })(),
            );
          },
        };
      }
    }
    let consumed = 0;
    let lead = 0;
    for await (const chunk of archiver.zip(large())) {
      consumed += Buffer.byteLength(chunk);
      lead = Math.max(lead, produced - consumed);
      await new Promise(setImmediate);
    }
    expect(consumed).to.be.greaterThan(32 * MB);
    expect(most).to.equal(1);
    expect(lead).to.be.lessThan(8 * MB);
  });

  it('fails with the error of a file that cannot be opened or read to its end', async () => {
    for (const open of [
      () => Promise.reject(new Error('no such photo')),
      async () =>
        Readable.from(
          (function* () {
            yield Buffer.alloc(10);
            throw new Error('no such photo');
          })(),
        ),
    ]) {
      const zip = archiver.zip(Readable.from([{ name: '1.jpg', open }]));
      expect((await rejection(readAll(zip))).message).to.equal('no such photo');
    }
  });

  it('closes the open file and opens no more when its reader goes away', async () => {
    const opened: PassThrough[] = [];
    let returned = false;
    async function* endless(): AsyncGenerator<ArchiveEntry> {
      try {
        for (;;) {
          const stream = new PassThrough();
          opened.push(stream);
          stream.write(Buffer.alloc(1000));
          yield { name: '1.jpg', open: async () => stream };
        }
      } finally {
        returned = true;
      }
    }
    const zip = archiver.zip(endless());
    await once(zip, 'readable');
    zip.destroy();
    await once(opened[0] ?? zip, 'close');
    await new Promise(setImmediate);
    expect(opened).to.have.length(1);
    expect(returned).to.equal(true);
  });
});

async function unzip(bytes: Uint8Array): Promise<{ entry: Entry; bytes: Buffer }[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, file) => (file ? resolve(file) : reject(error)));
  });
  const found: { entry: Entry; bytes: Buffer }[] = [];
  zip.readEntry();
  for (;;) {
    const next = await Promise.race([once(zip, 'entry'), once(zip, 'end').then(() => [])]);
    const entry: Entry | undefined = next[0];
    if (!entry) return found;
    const content = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, stream) => (stream ? resolve(stream) : reject(error)));
    });
    found.push({ entry, bytes: Buffer.from(await readAll(content)) });
    zip.readEntry();
  }
}
