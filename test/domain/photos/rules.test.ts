import { expect } from 'chai';
import { avatarTypes } from '../../../src/domain/avatar/avatar.ts';
import { judgeHeader, judgePhoto, qualityOf, rulesOf } from '../../../src/domain/photos/rules.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import { measured } from '../../entities/support.ts';

const limits = defaultPolicy.photos;
const face = {
  left: 300,
  top: 200,
  width: 300,
  height: 400,
  score: 0.9,
  margin: 1,
  sharpness: 100,
  luma: 130,
  highlight: 200,
};
const character = rulesOf('character');
const judge = (changes: Partial<typeof face>, others: Partial<typeof face>[] = []) =>
  judgePhoto(
    measured(1, { faces: [{ ...face, ...changes }, ...others.map((other) => ({ ...face, ...other }))] }),
    character,
  );

describe('the rules for photos', () => {
  it('accept a header within the limits, and refuse one beyond them with its numbers', () => {
    expect(judgeHeader({ width: 4032, height: 3024, frames: 1 }, limits)).to.equal(null);
    expect(judgeHeader({ width: 512, height: 512, frames: 1 }, limits)).to.equal(null);
    expect(judgeHeader({ width: 511, height: 900, frames: 1 }, limits)).to.deep.equal({
      code: 'too_small',
      value: 511,
      limit: 512,
    });
    expect(judgeHeader({ width: 10_000, height: 5_001, frames: 1 }, limits)).to.deep.equal({
      code: 'too_many_pixels',
      value: 50_010_000,
      limit: 50_000_000,
    });
    expect(judgeHeader({ width: 900, height: 900, frames: 3 }, limits)).to.deep.equal({
      code: 'animated',
      value: 3,
      limit: 1,
    });
  });

  it('refuse a long strip as too narrow, however many pixels it has: nothing but a crop helps', () => {
    for (const [width, height] of [
      [8_000, 1_000],
      [16_382, 3_628],
      [1_280, 283],
    ] as const) {
      const finding = judgeHeader({ width, height, frames: 1 }, limits);
      expect(finding, `${width}`).to.deep.equal({ code: 'too_narrow', value: width / height, limit: 4 });
    }
    expect(judgeHeader({ width: 2048, height: 512, frames: 1 }, limits)).to.equal(null);
    // The original may be accepted.
    expect(judgeHeader({ width: 1280, height: 400, frames: 1 }, limits)).to.include({ code: 'too_small', value: 400 });
  });

  it('count decoded pixels when they are more than the shown ones', () => {
    const header = { width: 600, height: 600, pixels: 60_000_000, frames: 1 };
    expect(judgeHeader(header, limits)).to.include({ code: 'too_many_pixels', value: 60_000_000 });
  });

  it('name the first thing a user would fix, with its numbers', () => {
    expect(judge({})).to.equal(null);
    expect(judge({ width: 60 })).to.deep.equal({ code: 'face_too_small', value: 60, limit: 72 });
    expect(judge({ margin: 0.05 })).to.deep.equal({ code: 'face_cut_off', value: 0.05, limit: 0.15 });
    expect(judge({ luma: 10, sharpness: 1 })).to.deep.equal({ code: 'too_dark', value: 10, limit: 25 });
    expect(judge({ luma: 230 })).to.deep.equal({ code: 'too_bright', value: 230, limit: 215 });
    expect(judge({ sharpness: 4 })).to.deep.equal({ code: 'blurred_face', value: 4, limit: 10 });
    expect(judgePhoto(measured(1), character)).to.include({ code: 'no_face' });
  });

  it('count other portrayed people, but not passers-by', () => {
    expect(judge({}, [{ width: 120 }])).to.deep.equal({ code: 'several_faces', value: 2, limit: 1 });
    expect(judge({}, [{ width: 119 }, { width: 50 }])).to.equal(null);
  });

  it('give every measured photo a quality between 0 and 1, by avatar type', () => {
    for (const avatarType of avatarTypes) {
      for (const luma of [0, 120, 255]) {
        for (const sharpness of [0, 10, 5_000]) {
          const photo = measured(1, { luma, sharpness, faces: [{ ...face, luma, sharpness }] });
          expect(qualityOf(photo, rulesOf(avatarType))).to.be.within(0, 1);
        }
      }
    }
  });
});
