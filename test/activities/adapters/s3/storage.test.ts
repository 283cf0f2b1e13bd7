import { expect } from 'chai';
import { createHash, randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { Client } from 'minio';
import { createStorage } from '../../../../src/activities/adapters/s3/storage.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { servers } from '../../../support/servers.ts';
import { startSilentProxy } from '../../../support/silent-proxy.ts';
import { until } from '../../../support/until.ts';
import { closedUrl, rejection } from '../../../support/http-stub.ts';

const MB = 1024 * 1024;

describe('S3 storage', () => {
  const bucket = `storage-${randomUUID()}`;
  let endpoint: URL;
  let account: { accessKey: string; secretKey: string };
  let storage: ReturnType<typeof createStorage>;
  let minio: Client;

  before(async () => {
    const env = { ...process.env, ...(await servers()).env };
    endpoint = new URL(env['MINIO_ENDPOINT'] ?? '');
    account = { accessKey: env['MINIO_ACCESS_KEY'] ?? '', secretKey: env['MINIO_SECRET_KEY'] ?? '' };
    storage = createStorage({ endpoint, ...account, bucket });
    minio = new Client({ endPoint: endpoint.hostname, port: Number(endpoint.port), useSSL: false, ...account });
    await storage.ensureBucket();
  });
  after(async () => {
    await storage.removeAll('');
    await minio.removeBucket(bucket);
  });

  const bytesAt = async (key: string): Promise<Uint8Array> => readAll(await storage.get(key));
  const unfinished = async (key: string): Promise<unknown> => (await minio.findUploadId(bucket, key)) ?? 'none';

  it('creates the bucket, several at once and again, without opening it to strangers', async () => {
    const name = `storage-${randomUUID()}`;
    const same = [1, 2, 3, 4].map(() => createStorage({ endpoint, ...account, bucket: name }));
    await Promise.all(same.map((one) => one.ensureBucket()));
    await same[0]?.ensureBucket();
    await same[0]?.put('a', Buffer.from('secret'), 'text/plain');
    const stranger = await fetch(new URL(`/${name}/a`, endpoint));
    expect(stranger.status).to.equal(403);
    await same[0]?.removeAll('');
    await minio.removeBucket(name);
  });

  it('stores bytes and their type, and replaces them', async () => {
    await storage.put('avatars/1/photos/1.jpg', Buffer.from('first'), 'image/jpeg');
    await storage.put('avatars/1/photos/1.jpg', new Uint8Array(Buffer.from('-second-')).subarray(1, 7), 'image/jpeg');
    expect(Buffer.from(await bytesAt('avatars/1/photos/1.jpg')).toString()).to.equal('second');
    const { metaData } = await minio.statObject(bucket, 'avatars/1/photos/1.jpg');
    expect(metaData).to.have.property('content-type', 'image/jpeg');
  });

  it('returns the size of an object, and null for a missing one', async () => {
    await storage.put('sized', Buffer.alloc(1234), 'application/zip');
    expect(await storage.size('sized')).to.equal(1234);
    expect(await storage.size('unsized')).to.equal(null);
  });

  for (const [what, size] of [
    ['no byte', 0],
    ['less than a part', 100_000],
    ['exactly one part', 8 * MB],
    ['exactly two parts', 16 * MB],
    ['several parts', 20 * MB + 17],
  ] as const) {
    it(`streams ${what} of unknown size and returns bytes and SHA-256`, async () => {
      const bytes = Buffer.alloc(size, 'weights ');
      const result = await storage.putStream(
        'weights',
        Readable.from(pieces(bytes, 300_000)),
        'application/octet-stream',
      );
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(result).to.deep.equal({ bytes: size, sha256 });
      expect(
        createHash('sha256')
          .update(await bytesAt('weights'))
          .digest('hex'),
      ).to.equal(sha256);
    });
  }

  it('reads a stream no faster than the store takes it', async () => {
    let read = 0;
    let sent = 0;
    let lead = 0;
    const wire = createServer((socket) => {
      socket.on('data', (chunk) => (sent += chunk.length));
      const store = connect(Number(endpoint.port), endpoint.hostname);
      pipeline(socket, store, socket, () => undefined);
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    const address = wire.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const watched = createStorage({ endpoint: new URL(`http://127.0.0.1:${port}`), ...account, bucket });
    function* source() {
      for (; read < 64 * MB; read += MB) {
        lead = Math.max(lead, read - sent);
        yield Buffer.alloc(MB);
      }
    }
    await watched.putStream('large', Readable.from(source()), 'application/octet-stream');
    wire.close();
    expect(sent).to.be.at.least(64 * MB);
    // Two parts before it is clear that there are several, one in progress, and the stream's own buffer.
    expect(lead).to.be.at.most(4 * 8 * MB);
  });

  for (const [when, size] of [
    ['before the first part is full', MB],
    ['after several parts', 20 * MB],
  ] as const) {
    it(`leaves nothing under the key when the source fails ${when}`, async () => {
      const key = `failing-${size}`;
      const source = Readable.from(failing(size));
      const error = await rejection(storage.putStream(key, source, 'application/zip'));
      expect(error.message).to.equal('the source broke');
      expect(await storage.size(key)).to.equal(null);
      expect(await unfinished(key)).to.equal('none');
    });
  }

  it('keeps the old object when the source of its replacement fails', async () => {
    await storage.put('kept', Buffer.from('whole'), 'text/plain');
    await rejection(storage.putStream('kept', Readable.from(failing(20 * MB)), 'text/plain'));
    expect(Buffer.from(await bytesAt('kept')).toString()).to.equal('whole');
  });

  it('closes the source when the store fails', async () => {
    const nowhere = createStorage({ endpoint: new URL(await closedUrl()), ...account, bucket });
    const source = Readable.from(pieces(Buffer.alloc(20 * MB), MB));
    expect((await rejection(nowhere.putStream('a', source, 'text/plain'))).message).to.contain('ECONNREFUSED');
    expect(source.destroyed).to.equal(true);
  });

  it('does not wait for a silently lost store, and goes on when it is back', async () => {
    const proxy = await startSilentProxy(endpoint);
    try {
      const far = createStorage({ endpoint: new URL(proxy.url), ...account, bucket, quietMs: 200 });
      // More than all buffers on the way.
      await storage.put('far', Buffer.alloc(32 * MB), 'text/plain');
      const stream = await far.get('far');
      proxy.swallow();
      const calls = [far.size('far'), far.put('far', Buffer.from('x'), 'text/plain'), far.removeAll('far')];
      const [read, ...failures] = await Promise.all([readAll(stream), ...calls].map((call) => rejection(call)));
      for (const { message } of failures) expect(message).to.contain('the connection was closed');
      expect(read?.message).to.equal('aborted');
      proxy.passNew();
      expect(await far.size('far')).to.equal(32 * MB);
    } finally {
      proxy.close();
    }
  });

  it('removes an object, and treats a missing one as removed', async () => {
    await storage.put('removed', Buffer.from('x'), 'text/plain');
    await storage.remove('removed');
    await storage.remove('removed');
    expect(await storage.size('removed')).to.equal(null);
  });

  it('lists and removes all objects of a prefix, more than a page of them, and no other', async () => {
    const keys = Array.from({ length: 1005 }, (_, index) => `avatars/2/photos/${index}.jpg`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => storage.put(key, Buffer.from('x'), 'image/jpeg')));
    }
    await storage.put('avatars/22/photos/1.jpg', Buffer.from('x'), 'image/jpeg');
    const listed: string[] = [];
    for await (const { key } of storage.list('avatars/2/')) listed.push(key);
    expect(listed).to.deep.equal(keys.toSorted());
    expect(await storage.removeAll('avatars/2/')).to.equal(1005);
    expect(await storage.removeAll('avatars/2/')).to.equal(0);
    expect(await storage.size('avatars/22/photos/1.jpg')).to.equal(1);
  });

  it('lists bytes, and when an object was last written', async () => {
    const key = 'avatars/3/photos/1.jpg';
    const listed = async () => {
      for await (const object of storage.list(key)) return object;
      return undefined;
    };
    expect(await listed()).to.equal(undefined);
    await storage.put(key, Buffer.from('four'), 'image/jpeg');
    const first = await listed();
    expect(first).to.include({ key, bytes: 4 });
    expect(Math.abs((first?.lastModified ?? 0) - Date.now())).to.be.below(60_000);
    // S3 has whole seconds, and so has SeaweedFS.
    const again = async () => {
      await storage.put(key, Buffer.from('fives'), 'image/jpeg');
      return listed();
    };
    const second = await until('a later time', again, (object) => {
      return (object?.lastModified ?? 0) > (first?.lastModified ?? 0);
    });
    expect(second).to.include({ key, bytes: 5 });
  });

  it('throws when a listing fails', async () => {
    const nowhere = createStorage({ endpoint: new URL(await closedUrl()), ...account, bucket });
    const listing = (async () => {
      for await (const { key } of nowhere.list('')) expect.fail(key);
    })();
    expect((await rejection(listing)).message).to.contain('ECONNREFUSED');
  });

  it('aborts only uploads under a prefix that began long enough ago, whatever is stored there', async () => {
    const begin = async (key: string) => {
      const uploadID = await minio.initiateNewMultipartUpload(bucket, key, {});
      const part = { bucketName: bucket, objectName: key, uploadID, partNumber: 1, headers: {} };
      await minio.uploadPart(part, Buffer.alloc(5 * MB));
    };
    await storage.put('avatars/4/weights', Buffer.from('whole'), 'application/octet-stream');
    for (const key of ['avatars/4/weights', 'avatars/4/weights', 'avatars/5/weights']) await begin(key);
    expect(await storage.abortUploads('avatars/4/', 60_000)).to.equal(0);
    expect(await unfinished('avatars/4/weights')).to.not.equal('none');
    expect(await storage.abortUploads('avatars/4/', 0)).to.equal(2);
    expect(await storage.abortUploads('avatars/4/', 0)).to.equal(0);
    expect(await unfinished('avatars/4/weights')).to.equal('none');
    expect(Buffer.from(await bytesAt('avatars/4/weights')).toString()).to.equal('whole');
    expect(await unfinished('avatars/5/weights')).to.not.equal('none');
    expect(await storage.abortUploads('', 0)).to.equal(1);
  });
});

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function* failing(size: number): Generator<Buffer> {
  yield* pieces(Buffer.alloc(size), MB);
  throw new Error('the source broke');
}
