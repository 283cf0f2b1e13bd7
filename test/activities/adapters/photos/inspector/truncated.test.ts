import { expect } from 'chai';
import sharp from 'sharp';
import { sampled } from '../../../../support/full.ts';
import { astronaut, heic, inspectorLab } from './lab.ts';
import { difference } from './pixels.ts';

const picture = () => sharp(astronaut);
/** Of some tenth of a megabyte, so that a tenth of a file is more than its header. */
const kinds: Readonly<Record<string, () => Promise<Buffer>>> = {
  'a JPEG': () => picture().jpeg().toBuffer(),
  'a progressive JPEG': () => picture().jpeg({ progressive: true }).toBuffer(),
  'a CMYK JPEG': () => picture().toColourspace('cmyk').jpeg().toBuffer(),
  'a YCCK JPEG': async () => asYcck(await picture().toColourspace('cmyk').jpeg().toBuffer()),
  'a grey JPEG': () => picture().toColourspace('b-w').jpeg().toBuffer(),
  'a PNG': () => picture().png({ compressionLevel: 1 }).toBuffer(),
  'an interlaced PNG': () => picture().png({ compressionLevel: 1, progressive: true }).toBuffer(),
  'a PNG of 16 bits': () => picture().toColourspace('rgb16').png({ compressionLevel: 1 }).toBuffer(),
  'a PNG with a palette': () => picture().png({ palette: true }).toBuffer(),
  'a PNG with alpha': () => picture().ensureAlpha(0.5).png({ compressionLevel: 1 }).toBuffer(),
  'a WebP': () => picture().webp().toBuffer(),
  'a lossless WebP': () => picture().webp({ lossless: true, effort: 0 }).toBuffer(),
  'a WebP with alpha': () => picture().ensureAlpha(0.5).webp().toBuffer(),
  'a HEIC': () => heic('plain'),
  'a HEIC with a colour profile': () => heic('display-p3'),
  'a HEIC that is to be turned': () => heic('irot'),
  'a HEIC of 10 bits': () => heic('ten-bit'),
  'a HEIC with alpha': () => heic('alpha'),
};

describe('the photo inspector, on truncated files', () => {
  const lab = inspectorLab();

  for (const [name, make] of sampled(Object.entries(kinds), 5)) {
    it(`refuses ${name} that ends at any tenth of its length, and accepts the whole file`, async () => {
      const whole = await make();
      await lab.good(whole);
      for (let tenth = 0; tenth < 10; tenth += 1) {
        const { code } = await lab.finding(whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
        expect(code, `${tenth} tenths`).to.equal(tenth === 0 ? 'not_an_image' : 'corrupt');
      }
    });

    it(`accepts ${name} without its last bytes only when every pixel is there`, async () => {
      const whole = await make();
      const { jpeg } = await lab.good(whole);
      for (const missing of [1, 2, 8, 12, 13, 16, 40, 200]) {
        const inspected = await lab.inspect(whole.subarray(0, whole.length - missing));
        if (inspected.finding) expect(inspected.finding.code, `${missing} bytes`).to.equal('corrupt');
        else expect(await difference(inspected.jpeg, jpeg), `${missing} bytes`).to.equal(0);
      }
    });
  }

  it('refuses a JPEG that is damaged in the middle', async () => {
    const damaged = await picture().jpeg({ quality: 95 }).toBuffer();
    damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 64);
    expect((await lab.finding(damaged)).code).to.equal('corrupt');
  });

  it('accepts a JPEG with bytes between its segments, as some cameras write them', async () => {
    const whole = await picture().jpeg().toBuffer();
    const stray = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(16), whole.subarray(-2)]);
    const { jpeg } = await lab.good(stray);
    expect(await difference(jpeg, astronaut)).to.be.below(6);
  });
});

/** A CMYK JPEG that claims YCCK colours. Source: Adobe, Supporting the DCT Filters in PostScript Level 2, 18. */
function asYcck(cmyk: Buffer): Buffer {
  const adobe = cmyk.indexOf('Adobe');
  if (adobe < 0) throw new Error('it has no segment of Adobe’s');
  cmyk[adobe + 11] = 2;
  return cmyk;
}
