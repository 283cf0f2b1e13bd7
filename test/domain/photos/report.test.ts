import { expect } from 'chai';
import { photoReport, type PhotoFacts } from '../../../src/domain/photos/report.ts';
import type { AvatarType } from '../../../src/domain/avatar/avatar.ts';
import type { FaceMeasurements, PhotoMeasurements } from '../../../src/domain/photos/measurements.ts';
import { thresholds } from '../../../src/domain/photos/rules.ts';
import { close, full, half, photosOf, type Shot } from './facts.ts';

const report = (photos: readonly PhotoFacts[], avatarType: AvatarType = 'character', minPhotos = 10) =>
  photoReport(photos, { avatarType, minPhotos });

const tooSoft = thresholds.sharpness.weak - 1;
const tooBright = thresholds.brightFace.weak + 1;

/** A set without faults: eight close-ups and four others, lit in turn. */
const good: readonly Shot[] = [...Array.from({ length: 8 }, () => close()), half(), half(), half(), full()];
/** The good set with other shots at its beginning. */
const withFirst = (...shots: readonly Shot[]) => photosOf([...shots, ...good.slice(shots.length)]);

describe('the report on a set of photos', () => {
  it('has nothing to advise on a set that is sharp, lit and framed differently', () => {
    expect(report(photosOf(good))).to.deep.equal({
      valid: 12,
      missing: 0,
      weak: [],
      framing: { close_up: 8, half_length: 3, full_length: 1 },
      light: 'varied',
      alike: [],
      advice: 'nothing',
    });
  });

  it('names photos of another person when a face is required', () => {
    const photos = photosOf(good).map((photo) => ({ ...photo, faceDistance: photo.number === 4 ? 0.8 : 0.3 }));
    expect(report(photos).resemblance).to.deep.equal({ kind: 'others', numbers: [4] });
    expect(report(photos, 'custom')).to.not.have.property('resemblance');
  });

  it('uses only valid photos, in the order of their numbers', () => {
    const [first, second, ...others] = photosOf([
      close({ luma: tooBright }),
      close({ sharpness: tooSoft }),
      ...good.slice(2),
    ]);
    const refused = ['pending', 'invalid', 'duplicate'] as const;
    const photos = [
      ...others,
      { ...second!, number: 2 },
      ...refused.map((verdict, index) => ({ ...first!, number: 20 + index, verdict })),
      { ...first!, number: 1 },
    ];
    const made = report(photos);
    expect(made.valid).to.equal(12);
    expect(made.weak).to.deep.equal([
      { number: 1, weaknesses: ['bright'] },
      { number: 2, weaknesses: ['soft'] },
    ]);
    expect(made.framing).to.deep.equal({ close_up: 8, half_length: 3, full_length: 1 });
  });

  it('names every weakness of a photo, worst first', () => {
    const worst = { width: thresholds.faceSide.weak - 1, sharpness: tooSoft, highlight: thresholds.highlight.weak - 1 };
    expect(report(withFirst({ ...close(), ...worst, others: 1 })).weak).to.deep.equal([
      { number: 1, weaknesses: ['small_face', 'soft', 'dark', 'others'] },
    ]);
  });

  it("distinguishes close-ups, half-length and full-length photos by the face's share of the height", () => {
    const shares = [0.9, 0.25, 0.249, 0.13, 0.129, 0.05];
    const framing = report(photosOf(shares.map((share) => ({ share })))).framing;
    expect(framing).to.deep.equal({ close_up: 2, half_length: 2, full_length: 2 });
  });

  it('treats the largest face as the portrayed one', () => {
    expect(report(photosOf([{ share: 0.4, others: 2 }])).framing).to.include({ close_up: 1 });
  });

  it('calls light even when the faces are almost equally bright, whatever the background', () => {
    const faces = (lumas: number[]) =>
      report(photosOf(lumas.map((luma, index) => ({ ...close(), luma, frameLuma: 40 * index })))).light;
    expect(faces([120, 124, 118, 122, 121, 119])).to.equal('even');
    expect(faces([100, 140, 90, 150, 110, 130])).to.equal('varied');
    expect(faces([120, 120, 120, 120])).to.equal(undefined);
  });

  describe('on photos that look alike', () => {
    const hash = (bits: number) => ((1n << BigInt(bits)) - 1n).toString(16).padStart(16, '0');
    const { similar } = thresholds.hash;

    it('groups photos that look like any photo of the group, whatever their order', () => {
      const one = { number: 1, hash: hash(0), quality: 0.5 };
      const between = { number: 7, hash: hash(similar), quality: 0.9 };
      const other = { number: 4, hash: hash(2 * similar), quality: 0.7 };
      for (const shots of [
        [one, between, other],
        [one, other, between],
        [other, one, between],
      ]) {
        const photos = photosOf(shots.map((shot) => ({ ...close(), ...shot })));
        expect(report(photos).alike).to.deep.equal([{ numbers: [1, 4, 7], best: 7 }]);
      }
    });

    it('separates photos that differ in one bit more', () => {
      const photos = photosOf([{ hash: hash(0) }, { hash: hash(similar + 1) }]);
      expect(report(photos).alike).to.deep.equal([]);
    });

    it('orders groups by their first numbers', () => {
      const far = 'ffffffff00000000';
      const photos = photosOf([{ hash: far }, { hash: hash(0) }, { hash: hash(3) }, { hash: far }]);
      expect(report(photos).alike.map(({ numbers }) => numbers)).to.deep.equal([
        [1, 4],
        [2, 3],
      ]);
    });

    it('recognises a mirrored or trimmed one', () => {
      const photos = photosOf([{ hash: 'ffffffff00000000', variants: [hash(0)] }, { hash: hash(2) }]);
      expect(report(photos).alike).to.have.length(1);
    });
  });

  describe('advises', () => {
    const weak = close({ sharpness: tooSoft });
    const twin = close({ hash: '0000000000000000' });

    it('more photos below the minimum, before all else', () => {
      expect(report([])).to.include({ valid: 0, missing: 10, advice: 'more_photos' });
      expect(report(photosOf([weak, weak, weak]))).to.include({ missing: 7, advice: 'more_photos' });
    });

    it('to replace weak photos when a quarter of the set is weak, before what the set lacks', () => {
      const halves = Array.from({ length: 9 }, () => half());
      expect(report(photosOf([weak, weak, weak, ...halves])).advice).to.equal('replace_weak');
      expect(report(photosOf([weak, weak, half(), ...halves])).advice).to.equal('more_close_ups');
    });

    it('fewer look-alikes when a quarter of the set is superfluous', () => {
      const halves = Array.from({ length: 8 }, () => half());
      const fourth = { ...half(), hash: '0000000000000000' };
      expect(report(photosOf([twin, twin, twin, fourth, ...halves])).advice).to.equal('fewer_look_alikes');
      expect(report(photosOf([twin, twin, twin, half(), ...halves])).advice).to.equal('more_close_ups');
    });

    it('more close-ups when fewer than a third are', () => {
      const others = Array.from({ length: 8 }, () => full());
      expect(report(photosOf([close(), close(), close(), half(), ...others])).advice).to.equal('more_close_ups');
      expect(report(photosOf([close(), close(), close(), close(), ...others])).advice).to.equal('nothing');
    });

    it('half-length photos when more than four of five are close-ups', () => {
      const closeUps = Array.from({ length: 8 }, () => close());
      expect(report(photosOf([...closeUps, close(), full()])).advice).to.equal('more_half_length');
      expect(report(photosOf([...closeUps, half(), full()])).advice).to.equal('nothing');
    });

    it('other light when it is nearly the same everywhere', () => {
      expect(report(photosOf(good.map((shot) => ({ ...shot, luma: 120 })))).advice).to.equal('more_light_variety');
    });

    it('to mend single faults when nothing is lacking', () => {
      expect(report(withFirst(weak)).advice).to.equal('replace_weak');
      expect(report(withFirst(twin, twin)).advice).to.equal('fewer_look_alikes');
    });
  });

  describe('without a required face', () => {
    const faceless = Array.from({ length: 10 }, () => ({ faces: [] as FaceMeasurements[], frameLuma: 120 }));

    it('says nothing about faces, even existing ones', () => {
      const shots = [{ share: 0.4, sharpness: 5, others: 3 }, ...faceless.slice(1)];
      for (const avatarType of ['style', 'custom'] as const) {
        const made = report(photosOf(shots), avatarType);
        expect(made).to.include({ valid: 10 }).and.not.have.property('framing');
        expect(made.weak).to.deep.equal([]);
      }
    });

    it('measures light on the whole frame of a thing, and not at all of a style', () => {
      const lit = photosOf(faceless.map((shot, index) => ({ ...shot, frameLuma: 60 + 15 * index })));
      expect(report(lit, 'custom')).to.include({ light: 'varied', advice: 'nothing' });
      expect(report(photosOf(faceless), 'custom')).to.include({ light: 'even', advice: 'more_light_variety' });
      expect(report(photosOf(faceless), 'style'))
        .to.include({ advice: 'nothing' })
        .and.not.have.property('light');
    });

    it('still finds look-alikes', () => {
      const photos = photosOf(faceless.map((shot) => ({ ...shot, hash: 'ffff0000ffff0000' })));
      expect(report(photos, 'style').advice).to.equal('fewer_look_alikes');
    });
  });

  it('only counts photos that were never measured', () => {
    const unmeasured = Array.from({ length: 10 }, (_, index) => ({ number: index + 1, verdict: 'valid' as const }));
    expect(report(unmeasured)).to.deep.equal({ valid: 10, missing: 0, weak: [], alike: [], advice: 'nothing' });
  });

  it('does not take a photo without a face for a full-length one', () => {
    const noFace: PhotoMeasurements = { ...photosOf([close()])[0]!.measurements!, faces: [] };
    const photos = [...photosOf(good), { number: 30, verdict: 'valid' as const, measurements: noFace }];
    expect(report(photos).framing).to.deep.equal({ close_up: 8, half_length: 3, full_length: 1 });
  });
});
