import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { portraits } from '../../../../../demo/portraits.ts';
import { createFaceDetector } from '../../../../../src/activities/adapters/photos/inspector/face-detector.ts';
import { inspect } from '../../../../../src/activities/adapters/photos/inspector/inspect.ts';
import { WrongModel } from '../../../../../src/activities/adapters/photos/inspector/model.ts';
import type { AvatarType } from '../../../../../src/domain/avatar/avatar.ts';
import type { PhotoMeasurements } from '../../../../../src/domain/photos/measurements.ts';
import { qualityOf, rulesOf, weaknessesOf } from '../../../../../src/domain/photos/rules.ts';
import { defaultPolicy } from '../../../../../src/domain/avatar/policy.ts';
import { failureOf } from '../../../../entities/support.ts';
import { sampled } from '../../../../support/full.ts';

const photo = (name: string) => new URL(`../../../../../demo/photos/${name}`, import.meta.url);
const jpeg = (picture: Sharp) => picture.jpeg({ quality: 92 }).toBuffer();
const rules = rulesOf('character');

describe('the judgement of faces', () => {
  let detector: Awaited<ReturnType<typeof createFaceDetector>>;
  let people: Buffer[];
  /** Sharp, well lit, and turned to the camera. */
  let portrait: Buffer;
  before(async () => {
    detector = await createFaceDetector();
    people = (await portraits(12)).map(({ bytes }) => bytes);
    portrait = people[1] ?? Buffer.alloc(0);
  });

  const judged = (bytes: Uint8Array, avatarType: AvatarType = 'character', minSide: number = 64) =>
    inspect(detector, bytes, { ...defaultPolicy.photos, minSide, avatarType });
  const finding = async (bytes: Uint8Array, avatarType?: AvatarType) => (await judged(bytes, avatarType)).finding?.code;
  async function measured(bytes: Uint8Array): Promise<PhotoMeasurements> {
    const { measurements } = await judged(bytes);
    if (!measurements) throw new Error('nothing was measured');
    return measurements;
  }

  it('accepts every portrait, with its one face', async () => {
    for (const bytes of sampled(people, 4)) {
      const { finding: found, measurements } = await judged(bytes, 'character', 512);
      expect(found).to.equal(null);
      expect(measurements?.faces).to.have.length(1);
    }
  });

  it('finds no face on a cat, a cup and a rocket', async () => {
    for (const name of ['chelsea.png', 'coffee.png', 'rocket.jpg']) {
      expect(await finding(await readFile(photo(name))), name).to.equal('no_face');
    }
  });

  it('finds a face that lies on its side or stands on its head, and keeps the photo upright', async () => {
    for (const [degrees, back] of [[90, 270] as const, [180, 180] as const, [270, 90] as const]) {
      const turned = await jpeg(sharp(portrait).rotate(degrees));
      const found = await judged(turned);
      expect(found.finding, `${degrees}°`).to.equal(null);
      expect(found.measurements?.turned).to.equal(back);
      if (found.finding) continue;
      const upright = await measured(portrait);
      const size = await sharp(found.jpeg).metadata();
      expect([size.width, size.height]).to.deep.equal([upright.width, upright.height]);
      const [face, as] = [found.measurements.faces[0], upright.faces[0]];
      expect(face?.left).to.be.closeTo(as?.left ?? 0, 15);
      expect(face?.top).to.be.closeTo(as?.top ?? 0, 15);
    }
  });

  it("finds a face that is turned only by the file's orientation", async () => {
    for (const [orientation, degrees] of [[3, 180] as const, [6, 270] as const, [8, 90] as const]) {
      const noted = await sharp(portrait).rotate(degrees).withMetadata({ orientation }).jpeg().toBuffer();
      const { finding: found, measurements } = await judged(noted);
      expect(found, `orientation ${orientation}`).to.equal(null);
      expect(measurements?.turned).to.equal(0);
    }
  });

  it('refuses two people, but not a passer-by in the background', async () => {
    const one = () =>
      sharp({ create: { width: 2000, height: 1000, channels: 3, background: '#778899' } }).composite([
        { input: portrait, left: 0, top: 0 },
      ]);
    const other = (side: number) => sharp(people[6]).resize(side, side, { fit: 'inside' }).toBuffer();
    const withOther = async (side: number) =>
      jpeg(sharp(await one().png().toBuffer()).composite([{ input: await other(side), left: 1050, top: 40 }]));
    const both = await judged(await withOther(900));
    expect(both.finding).to.deep.include({ code: 'several_faces', value: 2, limit: 1 });
    const passing = await measured(await withOther(450));
    expect(passing.faces).to.have.length(2);
    expect(await finding(await withOther(450))).to.equal(undefined);
    expect(weaknessesOf(passing, rules)).to.include('others');
  });

  it('refuses a face that is too small, saying how small', async () => {
    const far = sharp({ create: { width: 1200, height: 1200, channels: 3, background: '#778899' } });
    const small = await sharp(portrait).resize(160, 160, { fit: 'inside' }).toBuffer();
    const { finding: found } = await judged(await jpeg(far.composite([{ input: small, left: 500, top: 500 }])));
    expect(found).to.include({ code: 'face_too_small', limit: 72 });
    expect(found?.value).to.be.within(40, 72);
  });

  it('refuses a face that the frame cuts, on every side', async () => {
    const { faces, width, height } = await measured(portrait);
    const [face] = faces;
    if (!face) throw new Error('no face');
    const cut = (left: number, top: number, right: number, bottom: number) =>
      jpeg(
        sharp(portrait).extract({
          left: Math.round(left),
          top: Math.round(top),
          width: Math.round(right - left),
          height: Math.round(bottom - top),
        }),
      );
    const { left, top } = face;
    const sides = {
      left: await cut(left + face.width * 0.35, 0, width, height),
      right: await cut(0, 0, left + face.width * 0.65, height),
      top: await cut(0, top + face.height * 0.4, width, height),
      bottom: await cut(0, 0, width, top + face.height * 0.75),
    };
    for (const [side, bytes] of Object.entries(sides)) expect(await finding(bytes), side).to.equal('face_cut_off');
  });

  it('refuses dark, bright or blurred photos, and calls nearly such photos weak', async () => {
    const lit = (gain: number, offset = 0) => jpeg(sharp(portrait).linear(gain, offset));
    const blurred = (sigma: number) => jpeg(sharp(portrait).blur(sigma));
    expect(await finding(await lit(0.1))).to.equal('too_dark');
    expect(await finding(await lit(1, 100))).to.equal('too_bright');
    expect(await finding(await blurred(9))).to.equal('blurred_face');
    expect(weaknessesOf(await measured(await lit(0.25)), rules)).to.include('dark');
    expect(weaknessesOf(await measured(await lit(1, 50)), rules)).to.include('bright');
    expect(weaknessesOf(await measured(await blurred(5)), rules)).to.include('soft');
    expect(weaknessesOf(await measured(portrait), rules)).to.deep.equal([]);
  });

  it('requires no face for a style, or for a custom avatar', async () => {
    const cat = await readFile(photo('chelsea.png'));
    for (const avatarType of ['style', 'custom'] as const) {
      expect(await finding(cat, avatarType)).to.equal(undefined);
      expect(await finding(await jpeg(sharp(portrait).blur(9)), avatarType)).to.equal(undefined);
    }
  });

  it('refuses a photo that shows nothing, except for a style', async () => {
    const plain = (luma: number) =>
      jpeg(sharp({ create: { width: 600, height: 600, channels: 3, background: { r: luma, g: luma, b: luma } } }));
    expect(await finding(await plain(3), 'custom')).to.equal('too_dark');
    expect(await finding(await plain(252), 'custom')).to.equal('too_bright');
    expect(await finding(await plain(3), 'style')).to.equal(undefined);
  });

  describe('the quality of a photo', () => {
    const quality = async (bytes: Uint8Array) => qualityOf(await measured(bytes), rules);
    /** The change by one more JPEG encoding. */
    const NOISE = 0.002;
    const scales: Record<string, readonly ((of: Buffer) => Promise<Buffer>)[]> = {
      'falls as it gets more blurred': [1, 2, 3, 4, 6, 8, 12].map((sigma) => (of) => jpeg(sharp(of).blur(sigma))),
      'falls as it gets darker': [0.7, 0.5, 0.35, 0.25, 0.15, 0.1].map(
        (gain) => (of) => jpeg(sharp(of).linear(gain, 0)),
      ),
      'falls as it gets brighter': [40, 60, 80, 100, 120].map((offset) => (of) => jpeg(sharp(of).linear(1, offset))),
      'falls as the face gets smaller': [800, 600, 450, 300, 200].map(
        (side) => (of) => jpeg(sharp(of).resize(side, side, { fit: 'inside' })),
      ),
    };
    for (const [title, steps] of Object.entries(scales)) {
      it(title, async () => {
        for (const person of sampled([portrait, people[6] ?? portrait, people[10] ?? portrait], 3)) {
          const best = await quality(person);
          expect(best).to.be.within(0, 1);
          let before = best;
          for (const step of steps) {
            const after = await quality(await step(person));
            expect(after).to.be.below(before + NOISE);
            before = after;
          }
          expect(before).to.be.below(best - 0.1);
        }
      });
    }

    it('is zero when the required face is missing', async () => {
      expect(await quality(await readFile(photo('coffee.png')))).to.equal(0);
    });
  });

  it('refuses a model other than the measured one', async () => {
    expect(await failureOf(createFaceDetector(photo('rocket.jpg')))).to.be.instanceOf(WrongModel);
  });
});
