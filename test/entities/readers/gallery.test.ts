import { expect } from 'chai';
import { createRecords } from '../../../src/entities/records.ts';
import type { Records } from '../../../src/activities/ports/records.ts';
import { PostgresGallery } from '../../../src/entities/readers/gallery.ts';
import { measured, migratedDatabase, newAvatar, someone, validPhoto, userHash } from '../support.ts';

describe('gallery', () => {
  let records: Records;
  let gallery: PostgresGallery;
  let drop: () => Promise<void>;

  before(async () => {
    const database = await migratedDatabase();
    drop = database.drop;
    records = createRecords(database.orm, userHash);
    gallery = new PostgresGallery(database.orm, userHash);
  });
  after(() => drop?.());

  async function opened(avatar: ReturnType<typeof newAvatar>) {
    await records.openAvatar(avatar);
    return avatar;
  }

  it('is empty for an unknown user', async () => {
    const { telegramId } = someone();
    expect(await gallery.page(telegramId, { offset: 0, limit: 5 })).to.deep.equal({ avatars: [], total: 0 });
    expect(await gallery.focusOf(telegramId)).to.deep.equal({ openAvatarId: null, namingAvatarId: null, latest: null });
    expect(await gallery.accountOf(telegramId)).to.equal(null);
    expect(await gallery.recentAvatars(telegramId)).to.deep.equal([]);
  });

  it('shows pages of the user’s own avatars, newest first, and their number', async () => {
    const user = someone();
    await records.openAvatar(newAvatar(someone(), { name: 'чужой' }));
    for (const name of ['1', '2', '3']) await records.openAvatar(newAvatar(user, { name }));
    const first = await gallery.page(user.telegramId, { offset: 0, limit: 2 });
    const second = await gallery.page(user.telegramId, { offset: 2, limit: 2 });
    expect(first.avatars.map(({ name }) => name)).to.deep.equal(['3', '2']);
    expect(second.avatars.map(({ name }) => name)).to.deep.equal(['1']);
    expect([first.total, second.total]).to.deep.equal([3, 3]);
  });

  it("knows which avatar a user's message named last, and no other user's", async () => {
    const [user, stranger] = [someone(), someone()];
    const { avatarId } = await opened(newAvatar(user, { name: 'Ана' }));
    const named = (messageId: number, by = user) => gallery.avatarNamedBy(by.telegramId, messageId);
    expect(await named(7)).to.equal(null);
    await records.renameAvatar(avatarId, user.telegramId, { name: 'Анна', namedBy: 7 });
    expect(await named(7)).to.deep.equal({ avatarId, name: 'Анна' });
    expect(await named(7, stranger)).to.equal(null);
    const saved = {
      avatarId,
      progress: 0,
      photosCount: 0,
      lastPhotoNumber: 0,
      lastAttempt: 0,
      status: 'draft',
    } as const;
    await records.saveAvatar({ ...saved, name: 'Анна' });
    expect(await named(7), 'kept').to.deep.equal({ avatarId, name: 'Анна' });
    await records.saveAvatar({ ...saved, name: 'Аня', namedBy: 9 });
    expect([await named(7), (await named(9))?.name]).to.deep.equal([null, 'Аня']);
  });

  it("returns an avatar's row", async () => {
    const user = someone({ language: 'en' });
    const { avatarId } = newAvatar(user);
    const choices = { name: 'Mia', gender: 'other', avatarType: 'custom', trainingType: 'style' } as const;
    await records.openAvatar({ avatarId, user, choices, avatarsADay: 0 });
    const saved = { avatarId, name: 'Mia', progress: 40, photosCount: 11, lastPhotoNumber: 11, lastAttempt: 1 };
    await records.saveAvatar({ ...saved, status: 'error', failure: 'trainer_failed' });
    const failed = await gallery.avatar(user.telegramId, avatarId);
    expect(failed?.createdAt).to.be.instanceOf(Date);
    expect(failed).to.deep.equal({
      ...choices,
      avatarId,
      status: 'error',
      progress: 40,
      photosCount: 11,
      failure: 'trainer_failed',
      createdAt: failed?.createdAt,
    });
    await records.saveAvatar({ ...saved, status: 'completed', progress: 100 });
    const completed = await gallery.avatar(user.telegramId, avatarId);
    expect(completed).to.not.have.property('failure');
    expect(completed?.completedAt).to.be.instanceOf(Date);
    expect(await gallery.accountOf(user.telegramId)).to.deep.equal({
      language: 'en',
      blocked: false,
      deleting: false,
      languageChosen: false,
    });
  });

  it('hides an avatar from everybody else', async () => {
    const avatar = newAvatar(someone());
    await records.openAvatar(avatar);
    expect(await gallery.avatar(avatar.user.telegramId, avatar.avatarId)).to.not.equal(null);
    expect(await gallery.avatar(someone().telegramId, avatar.avatarId)).to.equal(null);
  });

  it('has no avatar for an invalid id', async () => {
    expect(await gallery.avatar(someone().telegramId, `' or 1=1`)).to.equal(null);
  });

  it("returns the findings and measurements of an avatar's photos, in their order", async () => {
    const avatar = newAvatar(someone());
    const { avatarId } = avatar;
    const { telegramId } = avatar.user;
    await records.openAvatar(avatar);
    const sibling = newAvatar(avatar.user);
    await records.openAvatar(sibling);
    await records.savePhoto(validPhoto(sibling.avatarId, 5));
    const blurred = { code: 'blurred_face', value: 4, limit: 10 } as const;
    await records.savePhoto(validPhoto(avatarId, 3, { quality: 0.25 }));
    await records.savePhoto(validPhoto(avatarId, 1));
    await records.savePhoto(validPhoto(avatarId, 2, { finding: blurred }));
    const { measurements: _, quality: __, ...unseen } = validPhoto(avatarId, 4);
    await records.savePhoto({ ...unseen, finding: { code: 'unavailable' } });
    expect(await gallery.photoFacts(telegramId, avatarId)).to.deep.equal([
      { number: 1, verdict: 'valid', measurements: measured(1), quality: 0.8 },
      { number: 2, verdict: 'invalid', measurements: measured(2), quality: 0.8 },
      { number: 3, verdict: 'valid', measurements: measured(3), quality: 0.25 },
      { number: 4, verdict: 'invalid' },
    ]);
  });

  it('returns no photos of another user’s avatar, nor for an invalid id', async () => {
    const avatar = newAvatar(someone());
    const other = newAvatar(someone());
    await records.openAvatar(avatar);
    await records.openAvatar(other);
    await records.savePhoto(validPhoto(avatar.avatarId, 1));
    expect(await gallery.photoFacts(avatar.user.telegramId, avatar.avatarId)).to.have.length(1);
    expect(await gallery.photoFacts(other.user.telegramId, avatar.avatarId)).to.deep.equal([]);
    expect(await gallery.photoFacts(other.user.telegramId, other.avatarId)).to.deep.equal([]);
    expect(await gallery.photoFacts(avatar.user.telegramId, `' or 1=1`)).to.deep.equal([]);
  });

  it("knows the user's focus", async () => {
    const user = someone();
    const [older, newer] = [newAvatar(user), newAvatar(user)];
    await records.openAvatar(older);
    await records.openAvatar(newer);
    await records.focus(older.avatarId, user.telegramId, 'photos');
    await records.focus(newer.avatarId, user.telegramId, 'name');
    const { openAvatarId, namingAvatarId, latest } = await gallery.focusOf(user.telegramId);
    expect(openAvatarId).to.equal(older.avatarId);
    expect(namingAvatarId).to.equal(newer.avatarId);
    expect(latest?.avatarId).to.equal(newer.avatarId);
  });
});
