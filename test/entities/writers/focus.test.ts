import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { newAvatar, someone } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records of users', () => {
  const lab = recordsLab();

  describe('focus', () => {
    it('on photos moves to an older avatar, and waits for no other’s name', async () => {
      const older = await lab.opened();
      const newer = await lab.opened(newAvatar(older.user));
      expect(await lab.focusOf(older)).to.deep.equal({ open: newer.avatarId, naming: newer.avatarId });
      for (const _ of [1, 2]) {
        expect(await lab.records.focus(older.avatarId, older.user.telegramId, 'photos')).to.equal(true);
        expect(await lab.focusOf(older)).to.deep.equal({ open: older.avatarId, naming: null });
      }
      expect(await lab.records.openAvatarOf(older.user.telegramId)).to.equal(older.avatarId);
    });

    it('on photos still waits for the avatar’s own name', async () => {
      const avatar = await lab.opened();
      await lab.records.focus(avatar.avatarId, avatar.user.telegramId, 'photos');
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: avatar.avatarId });
    });

    it('on a name does not move the photos', async () => {
      const older = await lab.opened();
      const newer = await lab.opened(newAvatar(older.user));
      expect(await lab.records.focus(older.avatarId, older.user.telegramId, 'name')).to.equal(true);
      expect(await lab.focusOf(older)).to.deep.equal({ open: newer.avatarId, naming: older.avatarId });
    });

    it('does nothing for a stranger’s or a missing avatar', async () => {
      const [avatar, own] = [await lab.opened(), await lab.opened()];
      for (const what of ['photos', 'name'] as const) {
        expect(await lab.records.focus(avatar.avatarId, own.user.telegramId, what)).to.equal(false);
        expect(await lab.records.focus(randomUUID(), own.user.telegramId, what)).to.equal(false);
      }
      expect(await lab.focusOf(own)).to.deep.equal({ open: own.avatarId, naming: own.avatarId });
      expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatar.avatarId, naming: avatar.avatarId });
    });

    it('is empty for an unknown user', async () => {
      expect(await lab.records.openAvatarOf(someone().telegramId)).to.equal(null);
      expect(await lab.records.addressee(someone().telegramId)).to.equal(null);
    });
  });
});
