import { MockActivityEnvironment } from '@temporalio/testing';
import { Client, Connection } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { Client as MinioClient } from 'minio';
import { createPreviewRecords } from '../../../src/entities/writers/previews.ts';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import { createRuns } from '../../../src/activities/adapters/temporal/runs.ts';
import type { Records } from '../../../src/activities/ports/records.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { Storage } from '../../../src/activities/ports/storage.ts';
import { createSweepActivities, type SweepCounts } from '../../../src/activities/storage-sweep/sweep.ts';
import type { AvatarStatus } from '../../../src/domain/avatar/avatar.ts';
import { avatarWorkflowId } from '../../../src/workflows/avatar/contract.ts';
import { validPhoto } from '../../entities/support.ts';
import { servers } from '../../support/servers.ts';
import { rejection } from '../../support/http-stub.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

const DAY = 24 * 3_600_000;
const nothing: SweepCounts = { objectsSeen: 0, removed: 0, bytesRemoved: 0, uploadsAborted: 0 };

describe('the sweep of storage', () => {
  const lab = recordsLab();
  const said: LogEntry[] = [];
  const logger = new DefaultLogger('INFO', (entry) => void said.push(entry));
  let connection: Connection;
  let client: Client;
  let minio: MinioClient;
  let storage: ReturnType<typeof createStorage>;
  let bucket: string;
  let account: { endpoint: URL; accessKey: string; secretKey: string };

  before(async () => {
    const env = { ...process.env, ...(await servers()).env };
    connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS'] ?? '' });
    client = new Client({ connection });
    const endpoint = new URL(env['MINIO_ENDPOINT'] ?? '');
    account = { endpoint, accessKey: env['MINIO_ACCESS_KEY'] ?? '', secretKey: env['MINIO_SECRET_KEY'] ?? '' };
    const { accessKey, secretKey } = account;
    minio = new MinioClient({
      endPoint: endpoint.hostname,
      port: Number(endpoint.port),
      useSSL: false,
      accessKey,
      secretKey,
    });
  });
  after(() => connection.close());

  beforeEach(async () => {
    bucket = `sweep-${randomUUID()}`;
    storage = createStorage({ ...account, bucket });
    await storage.ensureBucket();
  });
  afterEach(async () => {
    await storage.removeAll('');
    await minio.removeBucket(bucket);
  });

  /** One attempt, with some ports replaced. */
  function sweep(
    graceMs: number,
    world: { storage?: Partial<Storage>; records?: Partial<Records>; environment?: MockActivityEnvironment } = {},
  ): Promise<SweepCounts> {
    const { environment = new MockActivityEnvironment({}, { logger }) } = world;
    const activities = createSweepActivities({
      records: { ...lab.records, ...world.records },
      storage: { ...storage, ...world.storage },
      runs: createRuns(client),
    });
    return environment.run(() => activities.sweepStorage({ graceMs }));
  }

  const put = (...all: string[]) => Promise.all(all.map((key) => storage.put(key, Buffer.from('12345'), 'image/jpeg')));
  async function stored(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of storage.list('')) found.push(key);
    return found;
  }
  async function avatar(status: AvatarStatus = 'uploading'): Promise<string> {
    const opened = await lab.opened();
    await lab.save(opened, { status });
    return opened.avatarId;
  }

  it('removes a stored photo without a row, and only after the grace time', async () => {
    const avatarId = await avatar();
    const key = keys.photo(avatarId, 1);
    await put(key);
    expect(await sweep(DAY)).to.deep.equal({ ...nothing, objectsSeen: 1 });
    expect(await stored()).to.deep.equal([key]);
    expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 1, removed: 1, bytesRemoved: 5 });
    expect(await stored()).to.deep.equal([]);
    expect(await sweep(0)).to.deep.equal(nothing);
  });

  it('logs counts, and never the owners', async () => {
    const avatarId = await avatar();
    await put(keys.photo(avatarId, 1), keys.photo(randomUUID(), 1));
    said.length = 0;
    await sweep(0);
    expect(said).to.have.length(1);
    expect(said[0]?.meta).to.include({ objectsSeen: 2, removed: 2, bytesRemoved: 10, uploadsAborted: 0 });
    expect(JSON.stringify([said[0]?.message, said[0]?.meta]))
      .to.not.match(/avatars\/|photos|\.jpg/)
      .and.not.include(avatarId);
  });

  it('spares objects with an owner marker and no row for a month, because an older database may have been restored', async () => {
    const lost = randomUUID();
    await put(keys.owner(4242, lost), keys.photo(lost, 1), keys.weights(lost), keys.photo(randomUUID(), 1));
    // The rows of others show that it is no new database.
    await avatar();
    expect(await sweep(0)).to.include({ removed: 1 });
    expect(await stored()).to.have.members([keys.owner(4242, lost), keys.photo(lost, 1), keys.weights(lost)]);
    async function* list(prefix: string) {
      for await (const object of storage.list(prefix)) {
        yield prefix === keys.owners ? { ...object, lastModified: object.lastModified - 31 * DAY } : object;
      }
    }
    expect(await sweep(0, { storage: { list } })).to.include({ removed: 2 });
  });

  it('removes a photo whose row says that it is not valid', async () => {
    const avatarId = await avatar();
    const [kept, duplicate, invalid] = [keys.photo(avatarId, 1), keys.photo(avatarId, 2), keys.photo(avatarId, 3)];
    await lab.records.savePhoto(validPhoto(avatarId, 1));
    await lab.records.savePhoto(validPhoto(avatarId, 2, { fileHash: 'hash-1' }));
    await lab.records.savePhoto(validPhoto(avatarId, 3, { finding: { code: 'too_small' } }));
    await put(kept, duplicate, invalid);
    expect(await sweep(0)).to.include({ removed: 2 });
    expect(await stored()).to.deep.equal([kept]);
  });

  it('keeps a picture with a row, and removes one without', async () => {
    const avatarId = await avatar('completed');
    const previews = createPreviewRecords(lab.orm);
    const row = { endpoint: 'fal-ai/flux-lora', prompt: 'a' };
    await previews.openPreviews(avatarId, [
      { ...row, number: 1 },
      { ...row, number: 2 },
    ]);
    const made = { avatarId, number: 1, tryNumber: 1 };
    await previews.claimPreview(made);
    await previews.savePreview(made, { minioKey: keys.preview(avatarId, 1), bytes: 5 });
    await put(keys.preview(avatarId, 1), keys.preview(avatarId, 2), keys.preview(avatarId, 3));
    expect(await sweep(DAY)).to.include({ removed: 0 });
    expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 3, removed: 2, bytesRemoved: 10 });
    expect(await stored()).to.deep.equal([keys.preview(avatarId, 1)]);
  });

  for (const status of ['draft', 'uploading', 'ready', 'training', 'completed', 'error', 'cancelled'] as const) {
    it(`keeps photos with rows, weights and everything else of an avatar in status ${status}`, async () => {
      const avatarId = await avatar(status);
      const named = [1, 2].map((number) => keys.photo(avatarId, number));
      for (const number of [1, 2]) await lab.records.savePhoto(validPhoto(avatarId, number));
      const all = [
        ...named,
        keys.weights(avatarId),
        `${keys.avatar(avatarId)}photos/1-large.jpg`,
        `${keys.avatar(avatarId)}a`,
      ];
      await put(...all);
      expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 5 });
      expect(await stored()).to.deep.equal(all.toSorted());
    });

    it(`${status === 'training' ? 'keeps' : 'removes'} an archive in status ${status}`, async () => {
      const key = keys.archive(await avatar(status), 1);
      await put(key);
      await sweep(DAY);
      expect(await stored()).to.deep.equal([key]);
      await sweep(0);
      expect(await stored()).to.deep.equal(status === 'training' ? [key] : []);
    });
  }

  it('removes everything of a deleted avatar, and nothing of another', async () => {
    const [deleted, other] = [await lab.opened(), await avatar('completed')];
    const left = [keys.photo(deleted.avatarId, 1), keys.archive(deleted.avatarId, 1), keys.weights(deleted.avatarId)];
    await lab.records.savePhoto(validPhoto(deleted.avatarId, 1));
    await put(...left, keys.weights(other));
    expect(await sweep(0)).to.include({ removed: 1 });
    await put(keys.archive(deleted.avatarId, 1));
    await lab.records.deleteAvatar(deleted.avatarId, deleted.user.telegramId);
    expect(await sweep(DAY)).to.include({ removed: 0 });
    expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 4, removed: 3, bytesRemoved: 15 });
    expect(await stored()).to.deep.equal([keys.weights(other)]);
  });

  it('removes nothing of an avatar whose run is open', async () => {
    const [living, gone] = [await avatar('error'), randomUUID()];
    const all = [keys.photo(living, 1), keys.archive(living, 1), keys.photo(gone, 1)];
    await put(...all);
    const open = await Promise.all(
      // No worker runs them.
      [living, gone].map((avatarId) =>
        client.workflow.start('nobody', { workflowId: avatarWorkflowId(avatarId), taskQueue: `sweep-${randomUUID()}` }),
      ),
    );
    expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 3 });
    expect(await stored()).to.deep.equal(all.toSorted());
    await Promise.all(open.map((run) => run.terminate()));
    expect(await sweep(0)).to.include({ removed: 3 });
  });

  it('keeps an object that is written again, or gets a row, after it was found', async () => {
    const avatarId = await avatar();
    const [again, named, orphan] = [keys.photo(avatarId, 1), keys.photo(avatarId, 2), keys.photo(avatarId, 3)];
    await put(again, named, orphan);
    /** All are two days old; then two of them change. */
    async function* list(prefix: string) {
      for await (const object of storage.list(prefix)) {
        const fresh = prefix !== keys.avatars && object.key === again;
        yield fresh ? object : { ...object, lastModified: object.lastModified - 2 * DAY };
      }
    }
    let asked = 0;
    async function known(...args: Parameters<Records['known']>) {
      const answer = await lab.records.known(...args);
      if ((asked += 1) === 1) await lab.records.savePhoto(validPhoto(avatarId, 2));
      return answer;
    }
    const counts = await sweep(DAY, { storage: { list }, records: { known } });
    expect(counts).to.include({ removed: 1 });
    expect(await stored()).to.deep.equal([again, named]);
  });

  it('leaves alone objects that are not ours', async () => {
    await avatar();
    const strange = [
      'backup.tar',
      'avatars/readme.txt',
      'avatars/7/photos/1.jpg',
      `old/${keys.photo(randomUUID(), 1)}`,
    ];
    await put(...strange);
    expect(await sweep(0)).to.deep.equal({ ...nothing, objectsSeen: 2 });
    expect(await stored()).to.deep.equal(strange.toSorted());
  });

  it('removes nothing without a grace time', async () => {
    const key = keys.photo(await avatar(), 1);
    await put(key);
    await minio.initiateNewMultipartUpload(bucket, key, {});
    expect(await sweep(Number.NaN)).to.deep.equal({ ...nothing, objectsSeen: 1 });
    expect(await sweep(0)).to.include({ removed: 1, uploadsAborted: 1 });
  });

  it('finds orphans among more objects than one batch', async () => {
    const [full, empty] = [await avatar(), await avatar()];
    const numbers = Array.from({ length: 1100 }, (_, index) => index + 1);
    for (let at = 0; at < numbers.length; at += 100) {
      await put(...numbers.slice(at, at + 100).map((number) => keys.photo(full, number)));
    }
    for (const number of [7, 700]) await lab.records.savePhoto(validPhoto(full, number));
    await put(keys.photo(empty, 1));
    expect(await sweep(0)).to.include({ removed: 1099 });
    expect(await stored()).to.deep.equal([keys.photo(full, 7), keys.photo(full, 700)].toSorted());
  });

  it('aborts an interrupted upload, and only after the grace time', async () => {
    const key = keys.weights(await avatar('training'));
    const uploadID = await minio.initiateNewMultipartUpload(bucket, key, {});
    const part = { bucketName: bucket, objectName: key, uploadID, partNumber: 1, headers: {} };
    await minio.uploadPart(part, Buffer.alloc(5 * 1024 * 1024));
    expect(await sweep(DAY)).to.deep.equal(nothing);
    expect(await minio.findUploadId(bucket, key)).to.equal(uploadID);
    expect(await sweep(0)).to.deep.equal({ ...nothing, uploadsAborted: 1 });
    expect(await minio.findUploadId(bucket, key)).to.equal(undefined);
    expect(await sweep(0)).to.deep.equal(nothing);
  });

  it('goes on where an attempt was interrupted, and stops when it is cancelled', async () => {
    const avatarId = await avatar();
    await put(...[1, 2, 3].map((number) => keys.photo(avatarId, number)));
    const environment = new MockActivityEnvironment({}, { logger });
    const beats: SweepCounts[] = [];
    environment.on('heartbeat', (counts: SweepCounts) => void beats.push(counts));
    const remove = async (key: string) => {
      await storage.remove(key);
      environment.cancel();
    };
    const cut = rejection(sweep(0, { storage: { remove }, environment }));
    expect(await cut).to.be.instanceOf(CancelledFailure);
    expect(await stored()).to.have.length(2);
    expect(beats.at(-1)).to.deep.equal({ ...nothing, objectsSeen: 3, removed: 1, bytesRemoved: 5 });
    expect(await sweep(0)).to.include({ removed: 2 });
  });

  it('fails, and removes nothing, when the database does not answer', async () => {
    const key = keys.photo(await avatar(), 1);
    await put(key);
    const known = () => Promise.reject(new Error('the database is away'));
    const error = await rejection(sweep(0, { records: { known } }));
    expect(error.message).to.equal('the database is away');
    expect(await stored()).to.deep.equal([key]);
  });

  it('removes nothing when the database has no avatar at all', async () => {
    const key = keys.weights(randomUUID());
    await put(key);
    await sweep(0, { records: { hasAvatars: async () => false } });
    expect(await stored()).to.deep.equal([key]);
  });
});
