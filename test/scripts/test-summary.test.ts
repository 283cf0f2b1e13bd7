import { expect } from 'chai';
import { summed } from '../../scripts/test-summary.ts';

describe('the last line of npm test', () => {
  it('adds up what both halves say last', () => {
    expect(summed(['…\n3 passed, 0 failed\n', '…\n4 passed, 1 failed\n'])).to.equal('7 passed, 1 failed');
    expect(summed(['3 passed, 0 failed, 2 skipped\n', '4 passed, 0 failed\n'])).to.equal(
      '7 passed, 0 failed, 2 skipped',
    );
  });

  it('counts a half that broke off as a failure', () => {
    expect(summed(['3 passed, 0 failed\n', 'a crash\n'])).to.equal('3 passed, 1 failed');
  });
});
