import { expect } from 'chai';
import { avatarIdOf } from '../../src/bot/avatar-id.ts';

describe('the id of an avatar', () => {
  it('is a UUID of version 5, the same for the same walk through the wizard', () => {
    const id = avatarIdOf(1, 2, 3);
    expect(id).to.match(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(avatarIdOf(1, 2, 3)).to.equal(id);
  });

  it('is another for another bot, user or walk', () => {
    const ids = [
      avatarIdOf(1, 2, 3),
      avatarIdOf(9, 2, 3),
      avatarIdOf(1, 9, 3),
      avatarIdOf(1, 2, 9),
      avatarIdOf(1, 23, 0),
    ];
    expect(new Set(ids)).to.have.property('size', ids.length);
  });
});
