import { expect } from 'chai';
import sharp from 'sharp';
import { sampled } from '../../../../support/full.ts';
import type { Files } from './corpus/made.ts';
import { refusedFiles } from './corpus/refused.ts';
import { greyJpegs, pressJpegs, wholeJpegs } from './corpus/whole-jpeg.ts';
import { greyHeics, greyPngs, wholeHeics, wholePngs, wholeWebps } from './corpus/whole-others.ts';
import { astronaut, inspectorLab } from './lab.ts';
import { difference } from './pixels.ts';

/**
 * Odd files that a phone's gallery or a browser shows completely, and files that must be refused. Most difference from
 * the original picture, of a channel, 0–255: a missing row, a turn or a mirror gives more.
 */
const CLOSE = 9;
const PRESS = 25;
const whole: readonly (readonly [kind: string, files: Files, close: number])[] = [
  ['JPEG', wholeJpegs, CLOSE],
  ['JPEG', pressJpegs, PRESS],
  ['JPEG', greyJpegs, CLOSE],
  ['PNG', wholePngs, CLOSE],
  ['PNG', greyPngs, CLOSE],
  ['WebP', wholeWebps, CLOSE],
  ['HEIC', wholeHeics, CLOSE],
  ['HEIC', greyHeics, CLOSE],
];
const greys = new Set<Files>([greyJpegs, greyPngs, greyHeics]);

describe('the photo inspector, on a corpus of odd files', () => {
  const lab = inspectorLab();

  it('has at least 80 whole and 40 refused ones', () => {
    const counts = [whole.map(([, files]) => files), Object.values(refusedFiles)].map((all) =>
      all.reduce((sum, files) => sum + Object.keys(files).length, 0),
    );
    expect(counts[0]).to.be.at.least(80);
    expect(counts[1]).to.be.at.least(40);
  });

  for (const [kind, files, close] of whole) {
    for (const [name, make] of sampled(Object.entries(files), 4)) {
      it(`takes a ${kind} ${name}, and shows it as it is`, async () => {
        const { jpeg, measurements } = await lab.good(await make());
        const { width, height } = measurements;
        const wanted = sharp(astronaut).resize(width, height, { fit: 'fill' }).greyscale(greys.has(files));
        expect(await difference(jpeg, await wanted.png().toBuffer())).to.be.below(close);
      });
    }
  }

  for (const [code, files] of Object.entries(refusedFiles)) {
    for (const [name, make] of sampled(Object.entries(files), 2)) {
      it(`refuses ${name} as ${code}`, async () => expect((await lab.finding(await make())).code).to.equal(code));
    }
  }
});
