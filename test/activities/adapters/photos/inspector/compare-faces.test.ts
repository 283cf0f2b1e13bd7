import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { portraits } from '../../../../../demo/portraits.ts';
import { createFaceRecogniser } from '../../../../../src/activities/adapters/photos/inspector/face-recogniser.ts';
import { createPhotoInspector } from '../../../../../src/activities/adapters/photos/inspector/index.ts';
import { WrongModel } from '../../../../../src/activities/adapters/photos/inspector/model.ts';
import { InspectionFailed } from '../../../../../src/activities/ports/photo-inspector.ts';
import { thresholds } from '../../../../../src/domain/photos/rules.ts';
import { failureOf } from '../../../../entities/support.ts';
import { sampled } from '../../../../support/full.ts';

const photo = (name: string) => new URL(`../../../../../demo/photos/${name}`, import.meta.url);
const limit = thresholds.otherPerson.weak;

describe('the comparison of faces', () => {
  let inspector: Awaited<ReturnType<typeof createPhotoInspector>>;
  let people: Buffer[];
  let stranger: Buffer;
  before(async () => {
    inspector = await createPhotoInspector({ threads: 1 });
    people = (await portraits(12)).map(({ bytes }) => bytes);
    stranger = await readFile(photo('hopper.jpg'));
  });
  after(() => inspector.close());

  async function* oneByOne(jpegs: readonly Uint8Array[]) {
    yield* jpegs;
  }
  const compared = (...jpegs: Uint8Array[]) => inspector.compareFaces(oneByOne(jpegs));

  it('finds one person in portraits that are cut, lit, turned and mirrored in different ways', async () => {
    const found = await compared(...people);
    expect(found).to.have.length(12);
    for (const faceDistance of found) expect(faceDistance).to.be.within(0.01, 0.45);
  });

  it('finds the one stranger, wherever in the set, and nobody else', async () => {
    for (const place of sampled([0, 2, 4], 2)) {
      const set = people.slice(0, 4).toSpliced(place, 0, stranger);
      const found = await compared(...set);
      const strangers = found.flatMap((faceDistance, index) => ((faceDistance ?? 0) > limit ? [index] : []));
      expect(strangers).to.deep.equal([place]);
    }
  });

  it('looks at the largest face of a photo', async () => {
    const passing = await sharp(stranger).resize({ height: 260 }).toBuffer();
    const together = await sharp({ create: { width: 1600, height: 1000, channels: 3, background: '#778899' } })
      .composite([
        { input: people[1] ?? stranger, left: 0, top: 0 },
        { input: passing, left: 1250, top: 100 },
      ])
      .jpeg()
      .toBuffer();
    const found = await compared(people[2] ?? stranger, people[3] ?? stranger, together);
    expect(found[2]).to.be.within(0.01, 0.45);
  });

  it('gives no distance for a photo without a face, or in a set of two', async () => {
    const cup = await sharp(await readFile(photo('coffee.png')))
      .jpeg()
      .toBuffer();
    const [first = stranger, second = stranger, third = stranger] = people;
    const found = await compared(first, cup, second, third);
    expect(found[1]).to.equal(null);
    expect(found.filter((faceDistance) => faceDistance !== null)).to.have.length(3);
    expect(await compared(first, cup, stranger)).to.deep.equal([null, null, null]);
  });

  it('leaves the given bytes usable for the caller', async () => {
    const own = people.slice(0, 3).map((bytes) => Uint8Array.from(bytes));
    const sizes = own.map(({ length }) => length);
    await compared(...own);
    expect(own.map(({ length }) => length)).to.deep.equal(sizes);
  });

  it('fails like an inspection when a photo cannot be decoded, and then works on', async () => {
    const [first = stranger, second = stranger, third = stranger] = people;
    expect(await failureOf(compared(first, Buffer.from('not a picture')))).to.be.instanceOf(InspectionFailed);
    expect(await compared(first, second, third)).to.not.include(null);
  });

  it("fails with the error of the photos' source", async () => {
    async function* broken() {
      yield people[0] ?? stranger;
      throw new RangeError('gone');
    }
    expect(await failureOf(inspector.compareFaces(broken()))).to.be.instanceOf(RangeError);
  });

  it('refuses a model other than the measured one', async () => {
    expect(await failureOf(createFaceRecogniser(photo('rocket.jpg')))).to.be.instanceOf(WrongModel);
  });
});
