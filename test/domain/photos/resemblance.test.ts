import { expect } from 'chai';
import { resemblanceOf } from '../../../src/domain/photos/resemblance.ts';

const set = (...all: (number | undefined)[]) =>
  all.map((faceDistance, index) => ({ number: index + 1, ...(faceDistance !== undefined && { faceDistance }) }));

describe('whom a set of photos shows', () => {
  it('is one person as long as no face is farther from the others than one person’s faces are', () => {
    expect(resemblanceOf(set(0.2, 0.45, 0.6, 0.3))).to.deep.equal({ kind: 'one_person' });
  });

  it('is one person with strangers when some are, named by number, lowest first', () => {
    const photos = set(0.3, 0.7, 0.3, 0.4, 0.61, 0.4);
    expect(resemblanceOf(photos.toReversed())).to.deep.equal({ kind: 'others', numbers: [2, 5] });
  });

  it('is several people when half of the faces are strange, and nobody knows to whom', () => {
    expect(resemblanceOf(set(0.7, 0.7, 0.4, 0.4))).to.deep.equal({ kind: 'several_people' });
    expect(resemblanceOf(set(0.7, 0.8, 0.9))).to.deep.equal({ kind: 'several_people' });
  });

  it('is known only from compared photos', () => {
    expect(resemblanceOf(set(undefined, 0.7, undefined, 0.3, 0.3))).to.deep.equal({ kind: 'others', numbers: [2] });
    expect(resemblanceOf(set(undefined, undefined))).to.deep.equal({ kind: 'one_person' });
  });
});
