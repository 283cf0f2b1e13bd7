import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createAvatarDeletionActivities } from '../../../src/activities/avatar/deletion.ts';
import { createPhotoRetentionActivities } from '../../../src/activities/photo-retention/photo-retention.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { Storage } from '../../../src/activities/ports/storage.ts';
import { createSweepActivities } from '../../../src/activities/storage-sweep/sweep.ts';
import { validPhoto } from '../../entities/support.ts';
import { servers } from '../../support/servers.ts';
import { rejection } from '../../support/http-stub.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

const quietly = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

describe('the removal of a completed avatar’s photos', () => {
  const lab = recordsLab();
  const calledOff: string[] = [];
  let storage: ReturnType<typeof createStorage>;
  let avatar: NewAvatar;

  before(async () => {
    const { env } = await servers();
    storage = createStorage({
      endpoint: new URL(env.MINIO_ENDPOINT ?? ''),
      accessKey: env.MINIO_ACCESS_KEY ?? '',
      secretKey: env.MINIO_SECRET_KEY ?? '',
      bucket: `retention-${randomUUID()}`,
    });
    await storage.ensureBucket();
  });

  beforeEach(async () => {
    calledOff.length = 0;
    avatar = await lab.opened();
    const { avatarId } = avatar;
    for (const number of [1, 2, 3]) {
      await storage.put(keys.photo(avatarId, number), Buffer.from('photo'), 'image/jpeg');
      await lab.records.savePhoto(validPhoto(avatarId, number, { quality: number === 2 ? 0.9 : 0.5 }));
    }
    await storage.put(keys.archive(avatarId, 1), Buffer.from('zip'), 'application/zip');
    await storage.put(keys.weights(avatarId), Buffer.from('weights'), 'application/octet-stream');
    await lab.save(avatar, { status: 'completed', progress: 100, photosCount: 3 });
  });
  afterEach(() => storage.removeAll(''));

  const deps = (world: Partial<Storage> = {}) =>
    ({
      records: lab.records,
      storage: { ...storage, ...world },
      runs: { callOffRemoval: async (id: string) => void calledOff.push(id), isOpen: async () => false },
    }) as unknown as ActivityDeps;
  const remove = (world?: Partial<Storage>): Promise<number> =>
    quietly().run(() => createPhotoRetentionActivities(deps(world)).removeTrainedPhotos(avatar));
  async function stored(): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of storage.list(keys.avatar(avatar.avatarId))) found.push(key);
    return found;
  }
  const kept = ({ avatarId }: NewAvatar) => [keys.photo(avatarId, 2), keys.weights(avatarId)];

  it('leaves the cover and the model, and no archive', async () => {
    for (const _ of [1, 2]) expect(await remove()).to.equal(2);
    expect(await stored()).to.deep.equal(kept(avatar));
  });

  it('goes on where it was interrupted', async () => {
    const broken = {
      remove: (key: string) => (key.endsWith('3.jpg') ? Promise.reject(new Error('away')) : storage.remove(key)),
    };
    expect(await rejection(remove(broken))).to.have.property('message', 'away');
    await remove();
    expect(await stored()).to.deep.equal(kept(avatar));
  });

  it('is finished by the sweep when it was interrupted for ever', async () => {
    await lab.records.releasePhotos(avatar.avatarId);
    const activities = createSweepActivities(deps());
    await quietly().run(() => activities.sweepStorage({ graceMs: 0 }));
    expect(await stored()).to.deep.equal(kept(avatar));
  });

  it('removes nothing of an avatar that was reopened, or is gone', async () => {
    await lab.save(avatar, { status: 'uploading' });
    const before = await stored();
    expect(await remove()).to.equal(0);
    expect(await stored()).to.deep.equal(before);
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    expect(await remove()).to.equal(0);
  });

  it('ends with an avatar whose deletion was interrupted after its rows: new objects are removed', async () => {
    const { avatarId, user: person } = avatar;
    const environment = (heartbeatDetails?: unknown) =>
      new MockActivityEnvironment({ heartbeatDetails }, { logger: new DefaultLogger('ERROR') });
    const deleteIn = (env: MockActivityEnvironment): Promise<boolean> =>
      env.run(() => createAvatarDeletionActivities(deps()).deleteAvatar({ avatarId, telegramId: person.telegramId }));
    await lab.records.deleteAvatar(avatarId, person.telegramId);
    let last: unknown;
    const cut = environment();
    cut.on('heartbeat', (details: unknown) => (last = details));
    expect(await deleteIn(cut), 'nobody’s avatar').to.equal(false);
    expect(last).to.equal(undefined);
    expect(await stored()).to.not.deep.equal([]);
    expect(await deleteIn(environment('deleting'))).to.equal(true);
    expect(await stored()).to.deep.equal([]);
  });

  it("is cancelled when the avatar's owner deletes the avatar", async () => {
    const { avatarId, user: person } = avatar;
    const deleteAs = (telegramId: number) =>
      quietly().run(() => createAvatarDeletionActivities(deps()).deleteAvatar({ avatarId, telegramId }));
    expect(await deleteAs(person.telegramId + 1)).to.equal(false);
    expect(calledOff).to.deep.equal([]);
    expect(await deleteAs(person.telegramId)).to.equal(true);
    expect(calledOff).to.deep.equal([avatarId]);
    expect(await stored()).to.deep.equal([]);
  });
});
