import { expect } from 'chai';
import type { MikroORM } from '@mikro-orm/postgresql';
import { createPreviewRecords } from '../../../src/entities/writers/previews.ts';
import { createRecords } from '../../../src/entities/records.ts';
import type { NewAvatar, Records } from '../../../src/activities/ports/records.ts';
import { PostgresGallery } from '../../../src/entities/readers/gallery.ts';
import { Avatar } from '../../../src/entities/tables/user-and-avatar.ts';
import { migratedDatabase, newAvatar, someone, validPhoto, userHash } from '../support.ts';

describe('the cover of an avatar in the gallery', () => {
  let orm: MikroORM;
  let records: Records;
  let gallery: PostgresGallery;
  let drop: () => Promise<void>;
  before(async () => {
    ({ orm, drop } = await migratedDatabase());
    records = createRecords(orm, userHash);
    gallery = new PostgresGallery(orm, userHash);
  });
  after(() => drop?.());

  async function avatar(status: 'ready' | 'completed'): Promise<NewAvatar> {
    const made = newAvatar(someone());
    await records.openAvatar(made);
    await records.savePhoto(validPhoto(made.avatarId, 1, { quality: 0.3 }));
    await records.savePhoto(validPhoto(made.avatarId, 2, { quality: 0.9 }));
    const numbers = { photosCount: 2, lastPhotoNumber: 2, lastAttempt: 1 };
    await records.saveAvatar({ avatarId: made.avatarId, name: 'Анна', status, progress: 100, ...numbers });
    return made;
  }
  const rowOf = async ({ avatarId, user }: NewAvatar) =>
    (await gallery.avatar(user.telegramId, avatarId)) ?? expect.fail('no avatar');

  it('is its best photo, and its first picture as soon as one was sent', async () => {
    const made = await avatar('completed');
    const { avatarId } = made;
    expect((await rowOf(made)).cover).to.equal('file-2');
    const previews = createPreviewRecords(orm);
    await previews.openPreviews(
      avatarId,
      [1, 2].map((number) => ({ number, endpoint: 'e', prompt: 'p' })),
    );
    expect((await rowOf(made)).cover).to.equal('file-2');
    await previews.savePreviewFile({ avatarId, number: 2 }, 'second');
    expect((await rowOf(made)).cover).to.equal('second');
    await previews.savePreviewFile({ avatarId, number: 1 }, 'first');
    expect((await rowOf(made)).cover).to.equal('first');
    const { avatars } = await gallery.page(made.user.telegramId, { offset: 0, limit: 5 });
    expect(avatars.map(({ cover }) => cover)).to.deep.equal(['first']);
  });

  it('stays when the other photos are removed', async () => {
    const made = await avatar('completed');
    await records.releasePhotos(made.avatarId);
    expect((await rowOf(made)).cover).to.equal('file-2');
  });

  it('is missing while the avatar is not completed', async () => {
    expect(await rowOf(await avatar('ready'))).to.not.have.property('cover');
  });

  it('comes with how long the training took', async () => {
    const made = await avatar('completed');
    expect(await rowOf(made)).to.not.have.property('trainedMs');
    const [trainingStartedAt, completedAt] = [new Date(1_000_000), new Date(1_000_000 + 420_000)];
    await orm.em.fork().nativeUpdate(Avatar, { id: made.avatarId }, { trainingStartedAt, completedAt });
    expect((await rowOf(made)).trainedMs).to.equal(420_000);
  });

  it('does not limit the list of names', async () => {
    const user = someone();
    for (const name of ['Анна', 'Яна']) await records.openAvatar(newAvatar(user, { name }));
    await records.openAvatar(newAvatar(someone(), { name: 'чужая' }));
    expect(await gallery.namesOf(user.telegramId)).to.have.members(['Анна', 'Яна']);
  });
});
