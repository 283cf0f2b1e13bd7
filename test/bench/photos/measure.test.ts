import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AccuracyFigures } from '../../../bench/photos/accuracy/figures.ts';
import type { Point } from '../../../bench/photos/accuracy/labels.ts';
import { measureAccuracy } from '../../../bench/photos/accuracy/measure.ts';
import type { LabelledPicture, LabelledSet } from '../../../bench/photos/accuracy/obtain.ts';
import { portraits } from '../../../demo/portraits.ts';
import { createPhotoInspector } from '../../../src/activities/adapters/photos/inspector/index.ts';

const picture = (name: string, faces: readonly Point[]): LabelledPicture => ({
  source: 'scikit-image',
  path: name,
  sha256: '',
  file: fileURLToPath(new URL(`../../../demo/photos/${name}`, import.meta.url)),
  faces,
  onePerson: faces.length === 1,
});

describe('the accuracy of the inspector', () => {
  let folder: string;
  let figures: AccuracyFigures;
  let table: readonly (readonly string[])[];

  before('is measured on a few pictures, two of them labelled wrongly on purpose', async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), 'accuracy-'));
    const files: string[] = [];
    for (const { name, bytes } of await portraits(4)) {
      files.push(join(folder, name));
      await writeFile(files.at(-1) ?? '', bytes);
    }
    const hopper = picture('hopper.jpg', [[0.53, 0.33]]);
    const set: LabelledSet = {
      pictures: [hopper, picture('coffee.png', []), picture('astronaut.png', []), picture('chelsea.png', [[0.5, 0.5]])],
      bursts: [
        { person: 'astronaut', files, apart: null },
        { person: 'nobody', files: Array.from({ length: 11 }, () => files[0] ?? ''), apart: 0.3 },
      ],
      samePictures: [[files[0] ?? '', files[0] ?? '']],
      missing: [{ what: 'a package', why: 'no network' }],
    };
    const inspector = await createPhotoInspector({ threads: 1 });
    try {
      const found = await measureAccuracy(inspector, () => undefined, {
        obtain: async () => set,
        copies: ['quality 50', '5 % off, all round'],
      });
      // As readers of the JSON get it.
      figures = JSON.parse(JSON.stringify(found.figures)) as AccuracyFigures;
      table = found.table;
    } finally {
      await inspector.close();
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('counts faces found, missed, and seen where there is none', () => {
    const { faces, found, falseBoxes, exactCounts, pictures, recall } = figures.faces;
    expect({ faces, found, falseBoxes, exactCounts, pictures, recall }).to.deep.equal({
      faces: 2,
      found: 1,
      falseBoxes: 1,
      exactCounts: 2,
      pictures: 4,
      recall: 0.5,
    });
  });

  it('counts the verdicts by what the pictures show', () => {
    expect(figures.verdicts).to.deep.equal({
      onePerson: { taken: 1, no_face: 1 },
      cutOff: {},
      severalPeople: {},
      nobody: { no_face: 1, taken: 1 },
    });
  });

  it('measures the recall of copies by kind, the errors among different photos, and the precision of both', () => {
    const { copies, different, precision, published, limit } = figures.duplicates;
    expect(copies).to.deep.equal({
      'quality 50': { pairs: 2, near: 2, share: 1 },
      '5 % off, all round': { pairs: 2, near: 2, share: 1 },
    });
    expect(different).to.deep.equal({ pairs: 2, near: 0, share: 0 });
    expect(published).to.deep.equal({ pairs: 1, near: 1, share: 1 });
    expect(precision).to.equal(1);
    expect(limit).to.equal(10);
  });

  it('measures how much of a burst is called the same, by the time between its photos', () => {
    expect(figures.duplicates.bursts).to.deep.equal([
      { seconds: 0.3, pairs: 10, near: 10, share: 1, keptOfTen: 1 },
      { seconds: 0.9, pairs: 8, near: 8, share: 1, keptOfTen: null },
      { seconds: 2.1, pairs: 4, near: 4, share: 1, keptOfTen: null },
    ]);
  });

  it('counts strangers found in sets of one person’s photos, and wrongly suspected photos', () => {
    const { sets, own, strangers, withoutFace } = figures.samePerson;
    // Two people with photos of their own, each alone, with the stranger, and with a cat labelled as one.
    expect(sets).to.equal(6);
    expect(own).to.include({ photos: 24, calledStrange: 0 });
    expect(own.largest).to.be.within(0.05, 0.45);
    expect(strangers).to.include({ photos: 2, found: 2 });
    expect(strangers.least).to.be.within(0.6, 1);
    expect(withoutFace).to.equal(2);
  });

  it('has a line for people on each, and on what is missing', () => {
    const rows = Object.fromEntries(table.map(([what = '', ...rest]) => [what, rest.join(' ')]));
    expect(rows).to.include({
      'faces found': '1 of 2 (50.0 %)',
      'boxes on what is no face': '1',
      'photos of one person taken': '1 of 2 (50.0 %)',
      'copies found, quality 50': '2 of 2 (100.0 %)',
      'different photos taken for copies, at 10 bits': '0 of 2 (0.0 %)',
      'burst, 0.3 s apart: called copies; kept of ten': '10 of 10 (100.0 %); 1',
      'strangers found among photos of one person': '2 of 2 (100.0 %)',
      'without a package': 'no network',
    });
  });
});
