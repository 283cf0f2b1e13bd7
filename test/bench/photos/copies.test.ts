import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { copyKinds, copyOf } from '../../../bench/photos/accuracy/copies.ts';

const photo = await readFile(new URL('../../../demo/photos/rocket.jpg', import.meta.url));

describe('the copies of a photo', () => {
  it('are other files, which can be decoded', async () => {
    const copies = await Promise.all(copyKinds.map((kind) => copyOf(photo, kind)));
    expect(new Set(copies.map((copy) => copy.toString('base64'))).size).to.equal(copyKinds.length);
    for (const copy of copies) expect((await sharp(copy).stats()).channels).to.have.length(3);
  });

  it('have the size of their kind', async () => {
    const { width, height } = await sharp(photo).metadata();
    const half = await sharp(await copyOf(photo, 'size ×0.5')).metadata();
    expect(half.width).to.equal(Math.round(width / 2));
    const cut = await sharp(await copyOf(photo, '5 % off the left')).metadata();
    expect(cut.width).to.be.closeTo(width * 0.95, 2);
    expect(cut.height).to.be.closeTo(height, 2);
  });
});
