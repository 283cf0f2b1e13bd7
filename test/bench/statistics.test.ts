import { expect } from 'chai';
import { inShort, sample } from '../../bench/statistics.ts';

describe('a sample of measurements', () => {
  it('has the middle one as its median, whatever their order', () => {
    expect(sample([3, 1, 2])).to.deep.equal({ median: 2, min: 1, max: 3, all: [3, 1, 2] });
  });

  it('has the mean of the middle two as its median, when their number is even', () => {
    expect(sample([4, 1, 2, 10]).median).to.equal(3);
  });

  it('tells its spread only where there is one', () => {
    expect(inShort(sample([1, 2, 3]))).to.equal('2 (1–3)');
    expect(inShort(sample([7, 7]))).to.equal('7');
  });
});
