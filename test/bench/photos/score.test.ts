import { expect } from 'chai';
import { scoreFaces, scorePairs, type Found } from '../../../bench/photos/accuracy/score.ts';

/** A picture of 100×100 px with boxes of 20×20 px around these points. */
const picture = (faces: Found['faces'], ...boxes: [x: number, y: number][]): Found => ({
  faces,
  boxes: boxes.map(([x, y]) => ({ left: x - 10, top: y - 10, width: 20, height: 20 })),
  width: 100,
  height: 100,
});

describe('the score of faces', () => {
  it('is full when each face has a box and each box a face', () => {
    const both = picture([[0.2, 0.5], [0.7, 0.5]], [22, 48], [70, 55]); // prettier-ignore
    expect(scoreFaces([both, picture([])])).to.deep.equal({
      pictures: 2,
      exactCounts: 2,
      faces: 2,
      found: 2,
      recall: 1,
      falseBoxes: 0,
    });
  });

  it('counts a face without a box, and a box without a face, though the numbers agree', () => {
    const score = scoreFaces([picture([[0.2, 0.5]], [80, 50])]);
    expect(score).to.include({ exactCounts: 1, found: 0, recall: 0, falseBoxes: 1 });
  });

  it('gives one box to only one face', () => {
    const score = scoreFaces([picture([[0.48, 0.5], [0.52, 0.5]], [50, 50])]); // prettier-ignore
    expect(score).to.include({ exactCounts: 0, faces: 2, found: 1, falseBoxes: 0 });
  });

  it('calls the second box on one face false', () => {
    expect(scoreFaces([picture([[0.5, 0.5]], [50, 50], [54, 50])])).to.include({ found: 1, falseBoxes: 1 });
  });

  it('gives a face the nearest box, so that its neighbour keeps its own', () => {
    const score = scoreFaces([picture([[0.5, 0.5], [0.62, 0.5]], [58, 50], [44, 50])]); // prettier-ignore
    expect(score).to.include({ found: 2, falseBoxes: 0 });
  });
});

describe('the score of pairs', () => {
  it('is their share within the limit, the limit included', () => {
    expect(scorePairs([0, 10, 11, 30], 10)).to.deep.equal({ pairs: 4, near: 2, share: 0.5 });
  });
});
