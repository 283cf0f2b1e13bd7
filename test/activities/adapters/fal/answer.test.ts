import { expect } from 'chai';
import { scrub } from '../../../../src/activities/adapters/fal/answer.ts';
import { FAL_KEY } from './lab.ts';

describe("FAL's words, as we store them", () => {
  it('are one line of bounded length without addresses and keys', () => {
    expect(scrub('see\n https://a.test/x?y and data:image/png;base64,AAAA now')).to.equal('see … and … now');
    expect(scrub(`bad credentials ${FAL_KEY}`)).to.equal('bad credentials …');
    expect(scrub('x'.repeat(5000))).to.have.length(400);
  });
});
