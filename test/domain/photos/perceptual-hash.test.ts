import { expect } from 'chai';
import { hashDistance, looksDistance, perceptualHash } from '../../../src/domain/photos/perceptual-hash.ts';

const wave = (x: number, y: number) => 128 + 60 * Math.sin(x / 5) + 40 * Math.cos((x + 2 * y) / 7);
const picture = (luma: (x: number, y: number) => number) =>
  Array.from({ length: 32 * 32 }, (_, cell) => luma(cell % 32, Math.floor(cell / 32)));

describe('the perceptual hash', () => {
  it('is 16 hex digits, the same for the same picture however bright it is', () => {
    const hash = perceptualHash(picture(wave));
    expect(hash).to.match(/^[\da-f]{16}$/);
    const bright = perceptualHash(picture((x, y) => 20 + 0.7 * wave(x, y)));
    expect(hashDistance(hash, bright)).to.equal(0);
  });

  it('differs for another picture, and for a mirrored one', () => {
    const hash = perceptualHash(picture(wave));
    expect(hashDistance(hash, perceptualHash(picture((x, y) => wave(y, x))))).to.be.above(10);
    expect(hashDistance(hash, perceptualHash(picture((x, y) => wave(31 - x, y))))).to.be.above(10);
  });

  it('counts the bits that differ', () => {
    expect(hashDistance('0000000000000000', 'ffffffffffffffff')).to.equal(64);
    expect(hashDistance('8000000000000001', '0000000000000000')).to.equal(2);
  });

  it('finds a copy by the variants of either', () => {
    const original = { perceptualHash: '0000000000000000', variantHashes: ['ffff000000000000'] };
    const copy = { perceptualHash: 'ffff000000000001', variantHashes: [] };
    expect(looksDistance(original, copy)).to.equal(1);
    expect(looksDistance(copy, original)).to.equal(1);
  });
});
