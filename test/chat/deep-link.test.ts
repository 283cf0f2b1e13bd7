import { expect } from 'chai';
import { avatarIdIn, deepLink, payloadOf, START_PAYLOAD } from '../../src/chat/deep-link.ts';
import { AVATAR_ID } from './states.ts';

describe('the link to an avatar', () => {
  it('has a payload that Telegram accepts, and leads back to the avatar', () => {
    expect(payloadOf(AVATAR_ID)).to.match(START_PAYLOAD);
    expect(avatarIdIn(payloadOf(AVATAR_ID))).to.equal(AVATAR_ID);
    expect(deepLink('aisha_bot', AVATAR_ID)).to.equal(`https://t.me/aisha_bot?start=${payloadOf(AVATAR_ID)}`);
  });

  it('is none for anything else', () => {
    const payload = payloadOf(AVATAR_ID);
    const others = ['', 'a1-', `${payload}0`, payload.slice(0, -1), payload.toUpperCase(), `a2-${payload.slice(3)}`];
    for (const other of [...others, AVATAR_ID, `a1-${AVATAR_ID}`, `a1-${'g'.repeat(32)}`]) {
      expect(avatarIdIn(other), other).to.equal(null);
    }
  });
});
