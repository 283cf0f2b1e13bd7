import { expect } from 'chai';
import sharp from 'sharp';
import { astronaut, heic, inspectorLab } from './lab.ts';
import { withBrands, withHeicSize } from './parts.ts';
import { difference, pixel, pixelsOf } from './pixels.ts';

/** The error of compression at this quality, of a channel, 0–255. Measured: 3.1 to 3.6. */
const CLOSE = 5;

describe('the photo inspector, on HEIC', () => {
  const lab = inspectorLab();
  // The decoder is WebAssembly: its memory stays until it is collected.
  const memory = () => process.memoryUsage().rss / 1e6;

  it('accepts it, and makes a JPEG of the same picture', async () => {
    const { jpeg, measurements } = await lab.good(await heic('plain'));
    expect(measurements).to.include({ format: 'heic', width: 512, height: 512 });
    expect(await sharp(jpeg).metadata()).to.include({ format: 'jpeg', space: 'srgb', channels: 3 });
    expect(await difference(jpeg, astronaut)).to.be.below(CLOSE);
  });

  it("turns it upright by its container's orientation", async () => {
    const { jpeg } = await lab.good(await heic('irot'));
    expect(await difference(jpeg, astronaut)).to.be.below(CLOSE);
    const turned = await sharp(astronaut).rotate(90).png().toBuffer();
    expect(await difference(jpeg, turned), 'on its side').to.be.above(30);
  });

  it('converts Display P3 to sRGB', async () => {
    const { jpeg } = await lab.good(await heic('display-p3'));
    expect((await sharp(jpeg).metadata()).icc).to.equal(undefined);
    expect(await difference(jpeg, astronaut)).to.be.below(CLOSE);
    // Means of red and blue, in which the two differ most.
    const [red, , blue] = await means(jpeg);
    const [wantedRed = 0, , wantedBlue = 0] = await means(astronaut);
    expect(red).to.be.closeTo(wantedRed, 1);
    expect(blue).to.be.closeTo(wantedBlue, 1);
    // Without the profile the colours differ.
    const bare = Buffer.from(await heic('display-p3'));
    bare.write('free', bare.indexOf('colrprof'));
    const [paleRed = 0] = await means((await lab.good(bare)).jpeg);
    expect(Math.abs(paleRed - wantedRed)).to.be.above(2);
  });

  it('converts Display P3 that is given by a number instead of a profile', async () => {
    const numbered = Buffer.from(await heic('display-p3'));
    const named = numbered.indexOf('colrprof') + 4;
    // Primaries 12, of Display P3, with the curve of sRGB; in full range. Source: ISO/IEC 23008-12, 12.1.5.
    numbered.write('nclx', named);
    numbered.set([0, 12, 0, 13, 0, 6, 0x80], named + 4);
    const [red, , blue] = await means((await lab.good(numbered)).jpeg);
    const [wantedRed = 0, , wantedBlue = 0] = await means(astronaut);
    expect(red).to.be.closeTo(wantedRed, 1);
    expect(blue).to.be.closeTo(wantedBlue, 1);
  });

  it('accepts it with an invalid profile', async () => {
    const broken = Buffer.from(await heic('display-p3'));
    const profile = broken.indexOf('prof') + 4;
    broken.fill(0xab, profile, profile + 400);
    const { jpeg } = await lab.good(broken);
    expect(await difference(jpeg, astronaut)).to.be.below(12);
  });

  it('reduces 10 bits to 8', async () => {
    const { jpeg } = await lab.good(await heic('ten-bit'));
    expect(await sharp(jpeg).metadata()).to.include({ depth: 'uchar' });
    expect(await difference(jpeg, astronaut)).to.be.below(CLOSE);
  });

  it('makes transparent areas white', async () => {
    const { jpeg } = await lab.good(await heic('alpha'));
    for (const channel of await pixel(jpeg, 20, 20)) expect(channel).to.be.above(245);
    expect(await pixel(jpeg, 256, 300)).to.not.deep.equal([255, 255, 255]);
  });

  it('refuses a sequence of pictures as an animation', async () => {
    for (const major of ['msf1', 'hevc', 'hevx']) {
      const sequence = withBrands(await heic('plain'), major, 'msf1', 'heic');
      expect((await lab.finding(sequence)).code, major).to.equal('animated');
    }
  });

  it('refuses AVIF in any box, and other codecs in this one', async () => {
    for (const major of ['avif', 'avis']) {
      expect((await lab.finding(withBrands(await heic('plain'), major, 'mif1', 'heic'))).code).to.equal(
        'unsupported_format',
      );
    }
    expect((await lab.finding(withBrands(await heic('plain'), 'isom', 'mp42'))).code).to.equal('not_an_image');
    expect((await lab.finding(withBrands(await heic('plain'), 'mif1', 'jpeg'))).code).to.equal('unsupported_format');
  });

  it('refuses a file that is too large by its header, without decoding it', async () => {
    const before = memory();
    const limit = 50_000_000;
    const pixels = 8192 * 8192;
    expect(await lab.finding(await heic('large'))).to.deep.equal({ code: 'too_many_pixels', value: pixels, limit });
    const lying = withHeicSize(await heic('plain'), 30_000, 30_000);
    expect(await lab.finding(lying)).to.deep.equal({ code: 'too_many_pixels', value: 900_000_000, limit });
    // Decoding either would take hundreds.
    expect(memory() - before).to.be.below(60);
  });

  it("refuses a large picture that claims to be small, within a small one's memory", async () => {
    const before = memory();
    const { code } = await lab.finding(withHeicSize(await heic('large'), 640, 640));
    expect(code).to.equal('corrupt');
    expect(memory() - before).to.be.below(60);
  });

  it('refuses a small picture that claims to be large, or has no size', async () => {
    for (const [width, height] of [
      [7000, 7000],
      [0, 0],
      [0xffff_ffff, 0xffff_ffff],
    ] as const) {
      const { code } = await lab.finding(withHeicSize(await heic('plain'), width, height));
      expect(['corrupt', 'too_many_pixels', 'too_small'], `${width}`).to.include(code);
    }
  });

  it('prints nothing', async () => {
    const said: unknown[] = [];
    const write = process.stdout.write.bind(process.stdout);
    // A thread's output appears here.
    process.stdout.write = (text: unknown) => {
      said.push(text);
      return true;
    };
    try {
      const whole = await heic('plain');
      await lab.finding(whole.subarray(0, whole.length / 2));
      await lab.finding(Buffer.concat([whole.subarray(0, 28), Buffer.alloc(4000, 7)]));
    } finally {
      process.stdout.write = write;
    }
    expect(said).to.deep.equal([]);
  });
});

/** Of red, green and blue. */
async function means(image: Uint8Array): Promise<number[]> {
  const pixels = await pixelsOf(image);
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let at = channel; at < pixels.length; at += 3) sum += pixels[at] ?? 0;
    return sum / (pixels.length / 3);
  });
}
