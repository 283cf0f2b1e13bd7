import { MockActivityEnvironment } from '@temporalio/testing';
import { CancelledFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { portraits } from '../../../demo/portraits.ts';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import { createPhotoInspector } from '../../../src/activities/adapters/photos/inspector/index.ts';
import type { FaceComparer } from '../../../src/activities/ports/photo-inspector.ts';
import type { Records } from '../../../src/activities/ports/records.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { Storage } from '../../../src/activities/ports/storage.ts';
import { createResemblanceActivities } from '../../../src/activities/avatar/resemblance.ts';
import { resemblanceOf } from '../../../src/domain/photos/resemblance.ts';
import { failureOf, measured, validPhoto } from '../../entities/support.ts';
import { servers } from '../../support/servers.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

describe('the comparison of an avatar’s photos', () => {
  const lab = recordsLab();
  const quiet = new DefaultLogger('ERROR');
  const beats: unknown[] = [];
  let inspector: Awaited<ReturnType<typeof createPhotoInspector>>;
  let storage: ReturnType<typeof createStorage>;
  let people: Buffer[];
  let stranger: Buffer;

  before(async () => {
    const { env } = await servers();
    storage = createStorage({
      endpoint: new URL(env.MINIO_ENDPOINT ?? ''),
      accessKey: env.MINIO_ACCESS_KEY ?? '',
      secretKey: env.MINIO_SECRET_KEY ?? '',
      bucket: `faces-${randomUUID()}`,
    });
    await storage.ensureBucket();
    inspector = await createPhotoInspector({ threads: 1 });
    people = (await portraits(5)).map(({ bytes }) => bytes);
    stranger = await readFile(new URL('../../../demo/photos/hopper.jpg', import.meta.url));
  });
  after(async () => {
    await inspector.close();
    await storage.removeAll('');
  });

  /** An avatar with these photos, numbered from 1. */
  async function avatarWith(...photos: readonly Buffer[]) {
    const avatar = await lab.opened();
    for (const [index, bytes] of photos.entries()) await add(avatar.avatarId, index + 1, bytes);
    return avatar;
  }
  async function add(avatarId: string, number: number, bytes: Buffer): Promise<void> {
    await storage.put(keys.photo(avatarId, number), bytes, 'image/jpeg');
    const looks = { perceptualHash: randomUUID().replaceAll('-', '').slice(0, 16) };
    await lab.records.savePhoto(validPhoto(avatarId, number, { measurements: measured(number, looks) }));
  }
  const remove = (avatarId: string, number: number) =>
    lab.records.removePhoto(avatarId, number).then(() => storage.remove(keys.photo(avatarId, number)));

  function compare(
    avatarId: string,
    world: { records?: Partial<Records>; storage?: Partial<Storage>; compareFaces?: FaceComparer['compareFaces'] } = {},
    environment = new MockActivityEnvironment({}, { logger: quiet }),
  ): Promise<number> {
    environment.on('heartbeat', (beat) => void beats.push(beat));
    const compareFaces = world.compareFaces ?? ((jpegs) => inspector.compareFaces(jpegs));
    const activities = createResemblanceActivities({
      records: { ...lab.records, ...world.records },
      storage: { ...storage, ...world.storage },
      photoInspector: { ...inspector, compareFaces },
    });
    return environment.run(() => activities.compareFaces({ avatarId }));
  }
  async function faceDistancees(avatar: Parameters<typeof lab.photosOf>[0]) {
    const rows = await lab.photosOf(avatar);
    return rows.map(({ number, photoMetadata: { faceDistance } }) => ({
      number,
      ...(faceDistance !== undefined && { faceDistance }),
    }));
  }

  it('keeps only one number for each photo, which reveals a stranger', async () => {
    const avatar = await avatarWith(...people.slice(0, 3), stranger, ...people.slice(3));
    const before = await lab.photosOf(avatar);
    expect(await compare(avatar.avatarId)).to.equal(6);
    expect(resemblanceOf(await faceDistancees(avatar))).to.deep.equal({ kind: 'others', numbers: [4] });
    for (const [index, { photoMetadata }] of (await lab.photosOf(avatar)).entries()) {
      expect(photoMetadata.faceDistance).to.be.within(0, 2);
      expect(photoMetadata).to.deep.equal({
        ...before[index]?.photoMetadata,
        faceDistance: photoMetadata.faceDistance,
      });
    }
  });

  it('may be repeated, and forgets a stranger that has been removed', async () => {
    const avatar = await avatarWith(...people.slice(0, 3), stranger);
    for (const _ of [1, 2]) await compare(avatar.avatarId);
    const first = await faceDistancees(avatar);
    await compare(avatar.avatarId);
    expect(await faceDistancees(avatar)).to.deep.equal(first);
    await remove(avatar.avatarId, 4);
    await compare(avatar.avatarId);
    expect(resemblanceOf(await faceDistancees(avatar))).to.deep.equal({ kind: 'one_person' });
    await remove(avatar.avatarId, 3);
    expect(await compare(avatar.avatarId)).to.equal(0);
    expect(await faceDistancees(avatar)).to.deep.equal([{ number: 1 }, { number: 2 }]);
  });

  it('skips a photo that is removed before it is read', async () => {
    const avatar = await avatarWith(...people.slice(0, 4), stranger);
    const storedPhotos: Records['storedPhotos'] = async (avatarId) => {
      const photos = await lab.records.storedPhotos(avatarId);
      await remove(avatarId, 2);
      return photos;
    };
    expect(await compare(avatar.avatarId, { records: { storedPhotos } })).to.equal(4);
    const found = await faceDistancees(avatar);
    expect(found.map(({ number }) => number)).to.deep.equal([1, 3, 4, 5]);
    expect(resemblanceOf(found)).to.deep.equal({ kind: 'others', numbers: [5] });
  });

  it('reads no more of an object than a photo of its size can have', async () => {
    const avatar = await avatarWith(...people.slice(0, 3));
    const key = keys.photo(avatar.avatarId, 2);
    await storage.put(key, Buffer.alloc(1024 * 768 * 3 + 1024 * 1024 + 1), 'image/jpeg');
    expect(await failureOf(compare(avatar.avatarId))).to.include({ type: 'TooManyBytes', nonRetryable: true });
  });

  it('fails when storage does not deliver, and keeps the former distances', async () => {
    const avatar = await avatarWith(...people.slice(0, 3));
    await compare(avatar.avatarId);
    const first = await faceDistancees(avatar);
    const get: Storage['get'] = () => Promise.reject(new RangeError('no answer'));
    expect(await failureOf(compare(avatar.avatarId, { storage: { get } }))).to.be.instanceOf(RangeError);
    expect(await faceDistancees(avatar)).to.deep.equal(first);
  });

  it('ignores photos that come and go meanwhile', async () => {
    const avatar = await avatarWith(...people.slice(0, 4));
    const compareFaces: FaceComparer['compareFaces'] = async (jpegs) => {
      const found = await inspector.compareFaces(jpegs);
      await remove(avatar.avatarId, 1);
      await add(avatar.avatarId, 5, people[4] ?? stranger);
      return found;
    };
    await compare(avatar.avatarId, { compareFaces });
    const found = await faceDistancees(avatar);
    expect(found.map(({ number }) => number)).to.deep.equal([2, 3, 4, 5]);
    expect(found.filter(({ faceDistance }) => faceDistance === undefined)).to.deep.equal([{ number: 5 }]);
  });

  it('compares nothing for an avatar that is gone', async () => {
    expect(await compare(randomUUID())).to.equal(0);
  });

  it('reads the photos one at a time, in the order of their numbers, with a heartbeat for each', async () => {
    const avatar = await avatarWith(...people.slice(0, 3));
    beats.length = 0;
    const given: number[] = [];
    const compareFaces: FaceComparer['compareFaces'] = async (jpegs) => {
      for await (const jpeg of jpegs) {
        given.push(people.findIndex((bytes) => bytes.equals(jpeg)));
        expect(beats).to.have.length(given.length);
      }
      return [0.1, 0.2, 0.3];
    };
    expect(await compare(avatar.avatarId, { compareFaces })).to.equal(3);
    expect(given).to.deep.equal([0, 1, 2]);
  });

  it('stops when it is cancelled', async () => {
    const avatar = await avatarWith(...people.slice(0, 3));
    const environment = new MockActivityEnvironment({}, { logger: quiet });
    let given = 0;
    const compareFaces: FaceComparer['compareFaces'] = async (jpegs) => {
      for await (const _ of jpegs) {
        given += 1;
        environment.cancel();
      }
      return [null, null, null];
    };
    expect(await failureOf(compare(avatar.avatarId, { compareFaces }, environment))).to.be.instanceOf(CancelledFailure);
    expect(given).to.equal(1);
  });
});
