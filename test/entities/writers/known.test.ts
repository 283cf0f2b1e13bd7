import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { newAvatar, someone, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('what the records know of stored objects', () => {
  const lab = recordsLab();

  it('is nothing without an avatar', async () => {
    expect(await lab.records.hasAvatars()).to.equal(false);
    await lab.opened();
    expect(await lab.records.hasAvatars()).to.equal(true);
  });

  it('is the status of every avatar that has a row', async () => {
    const [one, other, gone] = [await lab.opened(), await lab.opened(), await lab.opened()];
    await lab.save(other, { status: 'training' });
    await lab.records.deleteAvatar(gone.avatarId, gone.user.telegramId);
    const { statuses } = await lab.records.known([one.avatarId, other.avatarId, gone.avatarId, randomUUID()], []);
    expect(Object.fromEntries(statuses)).to.deep.equal({ [one.avatarId]: 'draft', [other.avatarId]: 'training' });
  });

  it('is the requested keys that rows of valid photos name', async () => {
    const { avatarId } = await lab.opened(newAvatar(someone()));
    const key = (number: number) => `avatars/${avatarId}/photos/${number}.jpg`;
    await lab.records.savePhoto(validPhoto(avatarId, 1));
    await lab.records.savePhoto(validPhoto(avatarId, 2));
    await lab.records.savePhoto(validPhoto(avatarId, 3, { finding: { code: 'too_small' } }));
    // The first one's hash: saved as a duplicate.
    await lab.records.savePhoto(validPhoto(avatarId, 4, { fileHash: 'hash-1' }));
    const { photoKeys } = await lab.records.known([avatarId], [1, 3, 4, 5].map(key));
    expect([...photoKeys]).to.deep.equal([key(1)]);
  });
});
