import { expect } from 'chai';
import { RowsLost } from '../../../src/activities/ports/records.ts';
import { Avatar } from '../../../src/entities/tables/user-and-avatar.ts';
import { failureOf, newAvatar, someone, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records of avatars', () => {
  const lab = recordsLab();

  describe('saving an avatar', () => {
    it('writes all values, and repeats without effect', async () => {
      const avatar = await lab.opened();
      for (const _ of [1, 2]) {
        await lab.save(avatar, { status: 'error', progress: 70, photosCount: 12, failure: 'training_timeout' });
        expect(await lab.rowOf(avatar)).to.include({
          status: 'error',
          trainingProgress: 70,
          photosCount: 12,
          failureReason: 'training_timeout',
          completedAt: null,
        });
      }
      await lab.save(avatar, { status: 'training' });
      expect((await lab.rowOf(avatar)).failureReason).to.equal(null);
    });

    it('keeps the time of completion', async () => {
      const avatar = await lab.opened();
      await lab.save(avatar, { status: 'completed', progress: 100 });
      const { completedAt } = await lab.rowOf(avatar);
      await lab.save(avatar, { status: 'completed', progress: 100 });
      expect((await lab.rowOf(avatar)).completedAt)
        .to.deep.equal(completedAt)
        .and.to.be.instanceOf(Date);
    });

    it('leaves an avatar that takes photos in focus', async () => {
      const avatar = await lab.opened();
      for (const status of ['draft', 'uploading', 'ready'] as const) {
        await lab.save(avatar, { status });
        expect(await lab.focusOf(avatar), status).to.deep.equal({ open: avatar.avatarId, naming: avatar.avatarId });
      }
    });

    for (const status of ['training', 'completed', 'error', 'cancelled'] as const) {
      it(`takes an avatar that becomes ${status} out of focus`, async () => {
        const avatar = await lab.opened();
        await lab.save(avatar, { status });
        expect(await lab.focusOf(avatar)).to.deep.equal({ open: null, naming: null });
      });
    }

    it('leaves another avatar in focus', async () => {
      const older = await lab.opened();
      const newer = await lab.opened(newAvatar(older.user));
      await lab.save(older, { status: 'cancelled', name: 'Яна' });
      expect(await lab.focusOf(older)).to.deep.equal({ open: newer.avatarId, naming: newer.avatarId });
    });

    it('no longer waits for a name when there is a new one', async () => {
      const avatar = await lab.opened();
      await lab.save(avatar, { name: 'Яна' });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: null });
    });

    it('still waits for a name that was requested after photos were no longer accepted', async () => {
      const avatar = await lab.opened();
      await lab.save(avatar, { status: 'training' });
      await lab.records.focus(avatar.avatarId, avatar.user.telegramId, 'name');
      await lab.save(avatar, { status: 'training', progress: 50 });
      await lab.save(avatar, { status: 'completed', progress: 100 });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: null, naming: avatar.avatarId });
    });

    it('writes nothing for a deleted avatar, and says so', async () => {
      const avatar = newAvatar(someone());
      expect(await failureOf(lab.save(avatar))).to.be.instanceOf(RowsLost);
      expect(await lab.orm.em.fork().count(Avatar, { id: avatar.avatarId })).to.equal(0);
    });

    it('and focusing it at the same time do not deadlock', async () => {
      const avatar = await lab.opened();
      const { avatarId, user } = avatar;
      const rounds = Array.from({ length: 30 }, (_, round) => [
        lab.save(avatar, { status: round % 2 ? 'ready' : 'training', name: `${round}` }),
        lab.records.focus(avatarId, user.telegramId, round % 3 ? 'photos' : 'name'),
        lab.records.openAvatar(avatar),
      ]);
      await Promise.all(rounds.flat());
    });
  });

  describe('renaming', () => {
    it('gives the owner’s avatar its name, and no longer waits for it', async () => {
      const avatar = await lab.opened();
      for (const _ of [1, 2]) {
        expect(await lab.records.renameAvatar(avatar.avatarId, avatar.user.telegramId, { name: 'Яна' })).to.equal(true);
        expect((await lab.rowOf(avatar)).name).to.equal('Яна');
        expect((await lab.focusOf(avatar)).naming).to.equal(null);
      }
    });

    it('is refused to a stranger', async () => {
      const [avatar, stranger] = [await lab.opened(), await lab.opened()];
      expect(await lab.records.renameAvatar(avatar.avatarId, stranger.user.telegramId, { name: 'Яна' })).to.equal(
        false,
      );
      expect((await lab.rowOf(avatar)).name).to.equal('Анна');
      expect((await lab.focusOf(avatar)).naming).to.equal(avatar.avatarId);
    });
  });

  describe('deleting', () => {
    it('removes the avatar, its photos and its focus, and leaves the user', async () => {
      const avatar = await lab.opened();
      const { telegramId } = avatar.user;
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
      expect(await lab.records.deleteAvatar(avatar.avatarId, telegramId)).to.equal(true);
      expect(await lab.records.deleteAvatar(avatar.avatarId, telegramId)).to.equal(false);
      expect(await lab.photosOf(avatar)).to.deep.equal([]);
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: null, naming: null });
      expect((await lab.gallery.accountOf(telegramId))?.language).to.equal('ru');
    });

    it('is refused to a stranger', async () => {
      const [avatar, stranger] = [await lab.opened(), await lab.opened()];
      expect(await lab.records.isOwner(avatar.avatarId, stranger.user.telegramId)).to.equal(false);
      expect(await lab.records.deleteAvatar(avatar.avatarId, stranger.user.telegramId)).to.equal(false);
      expect(await lab.records.isOwner(avatar.avatarId, avatar.user.telegramId)).to.equal(true);
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: avatar.avatarId });
    });
  });
});
