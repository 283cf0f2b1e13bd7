import { expect } from 'chai';
import { summed } from './summed.ts';

const counts = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped });

describe('the last line of npm test', () => {
  it('adds up what the files have passed and failed', () => {
    expect(summed([counts(3, 0), counts(4, 1)])).to.equal('7 passed, 1 failed');
    expect(summed([])).to.equal('0 passed, 0 failed');
  });

  it('counts skipped tests if there are any', () => {
    expect(summed([counts(3, 0, 2), counts(4, 0)])).to.equal('7 passed, 0 failed, 2 skipped');
  });
});
