import { expect } from 'chai';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { newAvatar, someone } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records of the main avatar', () => {
  const lab = recordsLab();

  /** Avatars of one user, each completed after the one before. */
  async function finished(count: number): Promise<NewAvatar[]> {
    const user = someone();
    const avatars: NewAvatar[] = [];
    for (let number = 1; number <= count; number += 1) {
      const avatar = await lab.opened(newAvatar(user, { name: `№${number}` }));
      await lab.save(avatar, { status: 'completed', progress: 100 });
      avatars.push(avatar);
    }
    return avatars;
  }
  const names = async ({ user }: NewAvatar): Promise<string[]> => {
    const { avatars } = await lab.gallery.page(user.telegramId, { offset: 0, limit: 10 });
    return avatars.map(({ name, isMain }) => (isMain ? `⭐${name}` : name));
  };

  it('name the first completed avatar, which comes first in the gallery', async () => {
    const [first] = await finished(3);
    if (!first) throw new Error('no avatar');
    expect(await names(first)).to.deep.equal(['⭐№1', '№3', '№2']);
    expect(await lab.gallery.page(first.user.telegramId, { offset: 1, limit: 1 })).to.have.nested.property(
      'avatars[0].name',
      '№3',
    );
  });

  it('never name an avatar that is not completed', async () => {
    const avatar = await lab.opened();
    for (const status of ['uploading', 'ready', 'training', 'error', 'cancelled'] as const) {
      await lab.save(avatar, { status });
      expect(await names(avatar)).to.deep.equal(['Анна']);
      expect(await lab.records.chooseMain(avatar.avatarId, avatar.user.telegramId)).to.equal(false);
    }
  });

  it("follow the owner's choice, even when an older state is written again", async () => {
    const [first, second] = await finished(2);
    if (!first || !second) throw new Error('no avatars');
    const { telegramId } = first.user;
    expect(await lab.records.chooseMain(second.avatarId, telegramId)).to.equal(true);
    await lab.save(first, { status: 'completed', progress: 100, name: '№1' });
    expect(await names(first)).to.deep.equal(['⭐№2', '№1']);
  });

  it('do not change for anybody else', async () => {
    const [own] = await finished(1);
    const [foreign] = await finished(1);
    if (!own || !foreign) throw new Error('no avatars');
    expect(await lab.records.chooseMain(own.avatarId, foreign.user.telegramId)).to.equal(false);
    expect(await names(own)).to.deep.equal(['⭐№1']);
    expect(await names(foreign)).to.deep.equal(['⭐№1']);
  });

  it('pass to the last completed avatar when the main one is deleted', async () => {
    const [first, second, third] = await finished(3);
    if (!first || !second || !third) throw new Error('no avatars');
    const { telegramId } = first.user;
    const unfinished = await lab.opened(newAvatar(first.user, { name: 'draft' }));
    await lab.records.deleteAvatar(first.avatarId, telegramId);
    expect(await names(first)).to.deep.equal(['⭐№3', 'draft', '№2']);
    await lab.records.deleteAvatar(second.avatarId, telegramId);
    expect(await names(first)).to.deep.equal(['⭐№3', 'draft']);
    await lab.records.deleteAvatar(third.avatarId, telegramId);
    expect(await names(first)).to.deep.equal(['draft']);
    await lab.save(unfinished, { status: 'completed', name: 'draft' });
    expect(await names(first)).to.deep.equal(['⭐draft']);
  });

  it('keep a name when its owner wants no other', async () => {
    const avatar = await lab.opened();
    const { avatarId, user } = avatar;
    expect(await lab.records.keepName(avatarId, someone().telegramId)).to.equal(false);
    expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatarId, naming: avatarId });
    expect(await lab.records.keepName(avatarId, user.telegramId)).to.equal(true);
    expect(await lab.focusOf(avatar)).to.deep.equal({ open: avatarId, naming: null });
  });
});
