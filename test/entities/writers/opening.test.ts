import { expect } from 'chai';
import { ForeignAvatar } from '../../../src/activities/ports/records.ts';
import { User } from '../../../src/entities/tables/user-and-avatar.ts';
import { failureOf, newAvatar, someone, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records of avatars', () => {
  const lab = recordsLab();

  describe('opening an avatar', () => {
    it('writes the user and the draft, and waits for photos and a name', async () => {
      const avatar = newAvatar(someone({ language: 'en' }), { name: 'Mia' });
      expect(await lab.records.openAvatar(avatar)).to.deep.equal({ name: 'Mia', photos: [] });
      const row = await lab.gallery.avatar(avatar.user.telegramId, avatar.avatarId);
      expect(row).to.include({ ...avatar.choices, status: 'draft', progress: 0, photosCount: 0 });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: avatar.avatarId });
      expect((await lab.records.addressee(avatar.user.telegramId))?.language).to.equal('en');
    });

    it('repeated, changes nothing', async () => {
      const avatar = await lab.opened();
      await lab.records.renameAvatar(avatar.avatarId, avatar.user.telegramId, { name: 'Яна' });
      expect(await lab.records.openAvatar(avatar)).to.deep.equal({ name: 'Яна', photos: [] });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: null });
    });

    it('twice at once for a new user makes one user and one avatar', async () => {
      const avatar = newAvatar(someone());
      await Promise.all([1, 2, 3, 4].map(() => lab.records.openAvatar(avatar)));
      expect(await lab.orm.em.fork().count(User, { telegramId: avatar.user.telegramId })).to.equal(1);
      expect((await lab.gallery.page(avatar.user.telegramId, { offset: 0, limit: 9 })).total).to.equal(1);
    });

    it('keeps the language of the first time, and takes the latest names', async () => {
      const { user } = await lab.opened(newAvatar(someone({ language: 'en' })));
      const { username: _, ...nameless } = user;
      await lab.opened(newAvatar({ ...nameless, language: 'ru', firstName: 'Яна' }));
      const row = await lab.orm.em.fork().findOneOrFail(User, { telegramId: user.telegramId });
      expect(row).to.include({ language: 'en', firstName: 'Яна', username: null });
    });

    it("returns a reopened avatar's name and valid photos", async () => {
      const avatar = await lab.opened();
      const photo = { ...validPhoto(avatar.avatarId, 2).photo, albumId: 'album' };
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 2, { photo }));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { finding: { code: 'too_small' } }));
      await lab.save(avatar, { status: 'cancelled', name: 'Яна' });
      expect(await lab.records.openAvatar(avatar)).to.deep.equal({
        name: 'Яна',
        photos: [
          { ...validPhoto(avatar.avatarId, 1).photo, verdict: 'valid' },
          { ...photo, verdict: 'valid' },
        ],
        lastNumber: 3,
      });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: null });
    });

    it('returns the used numbers, even without photos and trainings', async () => {
      const avatar = await lab.opened();
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 3));
      await lab.records.removePhoto(avatar.avatarId, 3);
      expect(await lab.records.openAvatar(avatar)).to.include({ lastNumber: 3 });
      await lab.save(avatar, { lastPhotoNumber: 5, lastAttempt: 2 });
      await lab.save(avatar, { lastPhotoNumber: 1, lastAttempt: 1 });
      expect(await lab.records.openAvatar(avatar)).to.include({ lastNumber: 5, attempts: 2 });
    });

    it('refuses another user’s avatar, and changes nothing', async () => {
      const avatar = await lab.opened();
      const thief = newAvatar(someone());
      const error = await failureOf(lab.records.openAvatar({ ...thief, avatarId: avatar.avatarId }));
      expect(error).to.be.instanceOf(ForeignAvatar);
      expect(await lab.focusOf(thief)).to.deep.equal({ open: null, naming: null });
      expect(await lab.records.isOwner(avatar.avatarId, avatar.user.telegramId)).to.equal(true);
    });
  });
});
