import { expect } from 'chai';
import { faceDistancesOf } from '../../../../../src/activities/adapters/photos/inspector/face-distance.ts';

/** A face at a place on a line: distances are differences. */
const at = (place: number) => Float32Array.of(place, 0, 0);

describe('the distance of a face', () => {
  it('is its median distance to the others', () => {
    expect(faceDistancesOf([at(0), at(1), at(3), at(7)])).to.deep.equal([3, 2, 3, 6]);
  });

  it('is Euclidean', () => {
    const found = faceDistancesOf([Float32Array.of(0, 0), Float32Array.of(3, 4), Float32Array.of(6, 8)]);
    expect(found).to.deep.equal([5, 5, 5]);
  });

  it('is not raised by one stranger in three: the smaller of two distances counts', () => {
    expect(faceDistancesOf([at(0), at(1), at(9)])).to.deep.equal([1, 1, 8]);
  });

  it('is unknown for a photo without a face, which does not affect the others', () => {
    expect(faceDistancesOf([at(0), null, at(1), at(3), at(7)])).to.deep.equal([3, null, 2, 3, 6]);
  });

  it('is unknown with fewer than three faces', () => {
    expect(faceDistancesOf([at(0), at(1), null, null])).to.deep.equal([null, null, null, null]);
    expect(faceDistancesOf([])).to.deep.equal([]);
  });
});
