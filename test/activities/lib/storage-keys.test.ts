import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { keys, readKey } from '../../../src/activities/lib/storage-keys.ts';

describe('keys of objects', () => {
  const avatarId = randomUUID();

  it('are recognised by their kind', () => {
    expect(readKey(keys.photo(avatarId, 12))).to.deep.equal({ avatarId, kind: 'photo' });
    expect(readKey(keys.archive(avatarId, 3))).to.deep.equal({ avatarId, kind: 'archive' });
    expect(readKey(keys.weights(avatarId))).to.deep.equal({ avatarId, kind: 'other' });
    for (const key of [keys.photo(avatarId, 1), keys.archive(avatarId, 1), keys.weights(avatarId)]) {
      expect(key.startsWith(keys.avatar(avatarId)) && key.startsWith(keys.avatars)).to.equal(true);
    }
  });

  it('are a photo’s or an archive’s only in the exact form', () => {
    for (const name of ['photos/1.png', 'photos/1.jpg.old', 'photos/a.jpg', 'old/photos/1.jpg', 'training/1.zip.tmp']) {
      expect(readKey(`avatars/${avatarId}/${name}`), name).to.deep.equal({ avatarId, kind: 'other' });
    }
  });

  it('mean nothing in any other form', () => {
    const strange = [
      'avatars/',
      'avatars/1/photos/1.jpg',
      `avatars/${avatarId}/`,
      `avatars/${avatarId}`,
      `x/${avatarId}/a`,
    ];
    for (const key of [...strange, `avatars/${avatarId.toUpperCase()}A/photos/1.jpg`])
      expect(readKey(key), key).to.equal(null);
  });
});
