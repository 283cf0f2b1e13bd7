import { expect } from 'chai';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('the photo records of a completed avatar', () => {
  const lab = recordsLab();
  let avatar: NewAvatar;

  beforeEach(async () => {
    avatar = await lab.opened();
    for (const [number, quality] of [0.5, 0.9, 0.9].entries()) {
      await lab.records.savePhoto(validPhoto(avatar.avatarId, number + 1, { quality }));
    }
    const { minioKey: _, ...refused } = validPhoto(avatar.avatarId, 4);
    await lab.records.savePhoto({ ...refused, finding: { code: 'too_dark' } });
  });

  const complete = (photosKeptUntil?: number) =>
    lab.save(avatar, {
      status: 'completed',
      progress: 100,
      photosCount: 3,
      ...(photosKeptUntil === undefined ? {} : { photosKeptUntil }),
    });
  const row = async () => (await lab.gallery.avatar(avatar.user.telegramId, avatar.avatarId))!;

  it('have the best photo as the cover, and of two equal ones the first, once the avatar is completed', async () => {
    await lab.save(avatar, { status: 'training' });
    expect((await lab.photosOf(avatar)).filter(({ isCover }) => isCover)).to.deep.equal([]);
    for (const _ of [1, 2]) await complete();
    const covers = (await lab.photosOf(avatar)).filter(({ isCover }) => isCover);
    expect(covers.map(({ number }) => number)).to.deep.equal([2]);
  });

  it('lose their keys and all that identifies them, except of the cover', async () => {
    await complete();
    for (const _ of [1, 2]) expect(await lab.records.releasePhotos(avatar.avatarId)).to.deep.equal([1, 3]);
    const [first, cover, third, refused] = await lab.photosOf(avatar);
    for (const gone of [first, third]) {
      expect(gone).to.include({ validationStatus: 'valid', minioKey: null, fileId: '', fileHash: null });
      expect(gone).to.include({ perceptualHash: null });
      expect(gone?.photoMetadata).to.deep.equal({});
      expect(gone?.removedAt).to.be.a('date');
    }
    expect(cover).to.include({ minioKey: `avatars/${avatar.avatarId}/photos/2.jpg`, removedAt: null });
    expect(refused).to.include({ validationStatus: 'invalid', removedAt: null });
    expect((await lab.records.storedPhotos(avatar.avatarId)).map(({ minioKey }) => minioKey)).to.deep.equal([
      cover?.minioKey,
    ]);
  });

  it('say when they were removed, and that the avatar was trained on all of them', async () => {
    await complete(1_800_000_000_000);
    expect(await row())
      .to.include({ photosKeptUntil: 1_800_000_000_000, photosCount: 3 })
      .and.not.have.key('photosRemovedAt');
    await lab.records.releasePhotos(avatar.avatarId);
    const { photosRemovedAt, photosCount } = await row();
    expect(photosRemovedAt).to.be.closeTo(Date.now(), 60_000);
    expect(photosCount).to.equal(3);
    await lab.records.releasePhotos(avatar.avatarId);
    expect((await row()).photosRemovedAt).to.equal(photosRemovedAt);
  });

  it('lose nothing for an avatar that is not completed, or is gone', async () => {
    await lab.save(avatar, { status: 'ready' });
    expect(await lab.records.releasePhotos(avatar.avatarId)).to.deep.equal([]);
    expect(await lab.records.storedPhotos(avatar.avatarId)).to.have.length(3);
    await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
    expect(await lab.records.releasePhotos(avatar.avatarId)).to.deep.equal([]);
  });

  it('do not count a removed photo as the duplicate of one that is sent again', async () => {
    await complete();
    await lab.records.releasePhotos(avatar.avatarId);
    const again = validPhoto(avatar.avatarId, 5, { fileHash: 'hash-1' });
    expect(await lab.records.savePhoto(again)).to.equal(null);
  });

  it('contain no date any more once the photos stay', async () => {
    await complete(1_800_000_000_000);
    await lab.records.keepPhotos(avatar.avatarId);
    expect(await row()).to.not.have.any.keys('photosKeptUntil', 'photosRemovedAt');
  });
});
