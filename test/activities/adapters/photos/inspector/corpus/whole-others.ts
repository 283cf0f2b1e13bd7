import { heic } from '../lab.ts';
import { pngChunk, riffChunk, uint16, vp8x, webp as webpOf, withBrands } from '../parts.ts';
import * as made from './made.ts';
import { ascii, behind, changed, inserted, MP4, odd, picture, webp, without, zeros } from './made.ts';

const png = () => picture().png({ compressionLevel: 1 }).toBuffer();
/** After a PNG's signature and its first chunk. */
const PNG_HEAD = 33;
const frames = (count: number) => pngChunk('acTL', Buffer.from([0, 0, 0, count, 0, 0, 0, 0]));
const frame = pngChunk('fcTL', Buffer.concat([zeros(4), Buffer.from([0, 0, 2, 0, 0, 0, 2, 0]), zeros(14)]));
const body = async () => (await webp()).subarray(12);

export const wholePngs: made.Files = {
  'of 513×515 px': () => picture(513, 515).png().toBuffer(),
  'interlaced, of 515×517 px': () => picture(515, 517).png({ progressive: true }).toBuffer(),
  'of 16 bits': () => picture().toColourspace('rgb16').png().toBuffer(),
  'of 16 bits, interlaced': () => picture(513, 513).toColourspace('rgb16').png({ progressive: true }).toBuffer(),
  'with a palette': () => picture().png({ palette: true }).toBuffer(),
  'with a palette, interlaced': () => picture().png({ palette: true, progressive: true }).toBuffer(),
  'with alpha': () => picture().ensureAlpha(1).png().toBuffer(),
  'in Display P3': () => picture().withIccProfile('p3').png().toBuffer(),
  'with a profile that is none': () => inserted(png(), PNG_HEAD, pngChunk('iCCP', ascii('icc\0\0nothing'))),
  'of orientation 1, with Exif': () => inserted(png(), PNG_HEAD, pngChunk('eXIf', ascii('II*\0\x08\0\0\0\0\0'))),
  'with texts and a time': () =>
    inserted(png(), PNG_HEAD, pngChunk('tEXt', ascii('Author\0me')), pngChunk('tIME', zeros(7))),
  'with chunks that nobody knows': () => inserted(png(), PNG_HEAD, pngChunk('abCd', zeros(9))),
  'that moves in one frame': () => inserted(png(), PNG_HEAD, frames(1), frame),
  'without its end': () => without(png(), 12),
  'without half of its end': () => without(png(), 6),
  'without the checksum of its pixels': () => without(png(), 14),
  'with zeros behind it': () => behind(png(), zeros(5000)),
  'with a film behind it': () => behind(png(), MP4),
};
export const greyPngs: made.Files = {
  'in grey': () => picture().toColourspace('b-w').png().toBuffer(),
  'in grey, of 16 bits': () => picture(517, 519).toColourspace('grey16').png().toBuffer(),
  'in grey, with alpha': () => picture().toColourspace('b-w').ensureAlpha(1).png().toBuffer(),
};

export const wholeWebps: made.Files = {
  'of 513×515 px': () => picture(513, 515).webp().toBuffer(),
  lossless: () => picture(515, 513).webp({ lossless: true, effort: 0 }).toBuffer(),
  'nearly lossless': () => picture().webp({ nearLossless: true, effort: 0 }).toBuffer(),
  'with alpha': () => picture().ensureAlpha(1).webp().toBuffer(),
  'lossless, with alpha': () => picture().ensureAlpha(1).webp({ lossless: true, effort: 0 }).toBuffer(),
  'of the lowest quality': () => picture().webp({ quality: 10 }).toBuffer(),
  'in Display P3': () => picture().withIccProfile('p3').webp().toBuffer(),
  'with bytes behind it': () => behind(webp(), zeros(8)),
  'with an odd number of bytes behind it': () => behind(webp(), ascii('abc')),
  'with a film behind it': () => behind(webp(), MP4),
  'with bytes behind it that seem a chunk': () => behind(webp(), riffChunk('EXIF', zeros(64))),
  'with Exif': async () => webpOf(vp8x(512, 512, 8), await body(), riffChunk('EXIF', ascii('II*\0\x08\0\0\0\0\0'))),
  'with XMP': async () => webpOf(vp8x(512, 512, 4), await body(), riffChunk('XMP ', ascii('<x/>'))),
  'with a profile that is none': async () =>
    webpOf(vp8x(512, 512, 32), riffChunk('ICCP', ascii('no profile')), await body()),
  'whose Exif is cut off': async () =>
    webpOf(vp8x(512, 512, 8), await body(), riffChunk('EXIF', zeros(500))).subarray(0, -300),
  'with chunks that nobody knows': async () => webpOf(vp8x(512, 512, 0), riffChunk('abcd', zeros(7)), await body()),
  'that says it is longer by what begins it': () => changed(webp(), (bytes) => bytes.writeUInt32LE(bytes.length, 4)),
  'that moves in one frame': async () =>
    webpOf(
      vp8x(512, 512, 2),
      riffChunk('ANIM', zeros(6)),
      riffChunk('ANMF', Buffer.concat([zeros(6), uint24(511), uint24(511), uint24(100), zeros(1), await body()])),
    ),
};

const heics = [
  '513x513',
  '514x515',
  '519x512',
  '521x600',
  '540x678',
  '444',
  '444-odd',
  '422',
  'grid',
  'grid-odd',
].concat(
  ['10-bit', '10-bit-422', '10-bit-444', '12-bit', 'alpha', 'metadata', 'mirrored', 'turned', 'nclx', 'several'],
  'several-second',
);
export const wholeHeics: made.Files = {
  ...Object.fromEntries(heics.map((name) => [name, () => odd(`${name}.heic`)])),
  'in Display P3': () => heic('display-p3'),
  'with zeros behind it': () => behind(odd('513x513.heic'), zeros(4096)),
  'with a film behind it': () => behind(odd('514x515.heic'), ascii('\0\0\x40\x20mpvd'), MP4),
  'with an empty box behind it': () => behind(odd('444.heic'), ascii('\0\0\0\x08free')),
  'of brand mif1': async () => withBrands(await odd('540x678.heic'), 'mif1', 'heic', 'miaf'),
  'of brand mif1 alone': async () => withBrands(await odd('540x678.heic'), 'mif1', 'mif1', 'miaf'),
  'of brand heix': async () => withBrands(await odd('540x678.heic'), 'heix', 'mif1'),
};
export const greyHeics: made.Files = {
  grey: () => odd('grey.heic'),
  'grey-odd': () => odd('grey-odd.heic'),
};

function uint24(value: number): Buffer {
  return Buffer.concat([uint16(value).toReversed(), zeros(1)]);
}
