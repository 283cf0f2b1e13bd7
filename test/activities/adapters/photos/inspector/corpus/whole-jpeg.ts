import sharp from 'sharp';
import { jpegSegment } from '../parts.ts';
import * as made from './made.ts';
import { behind, changed, END, inserted, jpeg, odd, picture, profile, progressive, without, zeros } from './made.ts';

const sizes = [
  [512, 513],
  [513, 512],
  [519, 521],
  [520, 1031],
  [2049, 513],
] as const;
const TABLES = made.ascii('\xff\xc4');
/** After SOI. */
const HEAD = 2;
const segment = (marker: number, text: string) => jpegSegment(marker, made.ascii(text));
const oriented = (orientation: number) => async () =>
  sharp(await unturned(orientation))
    .jpeg()
    .withMetadata({ orientation })
    .toBuffer();

/** As a camera with this orientation stores it. */
async function unturned(orientation: number): Promise<Buffer> {
  const turn = [0, 0, 0, 180, 0, 270, 270, 90, 90][orientation] ?? 0;
  const mirror = orientation === 2 ? 'flop' : [4, 5, 7].includes(orientation) ? 'flip' : undefined;
  const upright = await picture(640, 520).png().toBuffer();
  const turned = await sharp(upright).rotate(turn).png().toBuffer();
  return mirror === undefined ? turned : sharp(turned)[mirror]().png().toBuffer();
}

/** Complete JPEGs. */
export const wholeJpegs: made.Files = {
  ...Object.fromEntries(sizes.map(([w, h]) => [`of ${w}×${h} px`, () => picture(w, h).jpeg().toBuffer()])),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((value) => [`of orientation ${value}`, oriented(value)])),
  'of 12 MP': made.large,
  'of 12 MP, with a grey corner as where blocks are missing': async () =>
    sharp(await made.large())
      .composite([
        { input: { create: { width: 64, height: 32, channels: 3, background: '#808080' } }, gravity: 'southeast' },
      ])
      .jpeg()
      .toBuffer(),
  'with its colours whole': made.full,
  'with its colours halved across': () => odd('sampled-2x1.jpg'),
  'with its colours halved downwards': () => odd('sampled-1x2.jpg'),
  'with a quarter of its colours': () => odd('sampled-4x1.jpg'),
  'of the lowest quality': () => jpeg(8),
  'of the highest quality': () => jpeg(100),
  progressive,
  'progressive, its scans optimised': () => picture().jpeg({ mozjpeg: true }).toBuffer(),
  'in RGB': () => odd('rgb.jpg'),
  'in three scans': () => odd('three-scans.jpg'),
  'with restarts': () => odd('restart.jpg'),
  'with restarts, progressive': () => odd('restart-progressive.jpg'),
  'with restarts, without its end marker': () => without(odd('restart.jpg'), 2),
  'without its end marker': () => without(jpeg(), 2),
  'without half of its end marker': () => without(jpeg(), 1),
  'progressive, without its end marker': () => without(progressive(), 2),
  'in three scans, without its end marker': () => without(odd('three-scans.jpg'), 2),
  'with whole colours, without its end marker': () => without(made.full(), 2),
  'with zeros instead of its end marker': () => behind(without(jpeg(), 2), zeros(4096)),
  'with zeros behind it': () => behind(jpeg(), zeros(4096)),
  'with a film behind it': () => behind(jpeg(), made.MP4),
  'with other pictures behind it': async () => behind(jpeg(), await progressive(), await jpeg(20)),
  'with its end marker twice': () => behind(jpeg(), END),
  'with a whole JPEG inside its Exif': async () => {
    const small = await sharp(await jpeg())
      .resize(160, 120)
      .jpeg()
      .toBuffer();
    return inserted(jpeg(), HEAD, jpegSegment(0xe1, Buffer.concat([made.ascii('Exif\0\0'), small])));
  },
  'with XMP': () => inserted(jpeg(), HEAD, made.XMP),
  'with what Photoshop notes': () => inserted(jpeg(), HEAD, segment(0xed, 'Photoshop 3.0\x008BIM')),
  'with an index of more pictures': () => inserted(jpeg(), HEAD, segment(0xe2, 'MPF\0II*\0\x08\0\0\0')),
  'with comments': () => inserted(jpeg(), HEAD, segment(0xfe, 'one'), segment(0xfe, '')),
  'with fill bytes before a marker': () => inserted(jpeg(), HEAD, Buffer.alloc(5, 0xff)),
  'with stray bytes before its end': () => behind(without(jpeg(), 2), zeros(4), END),
  'that begins as JFIF': () => inserted(jpeg(), HEAD, segment(0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\0\0')),
  'without tables, which are the usual ones': () =>
    changed(picture().jpeg({ optimiseCoding: false }).toBuffer(), (bytes) => {
      for (let at = bytes.indexOf(TABLES); at >= 0; at = bytes.indexOf(TABLES)) bytes[at + 1] = 0xe5;
    }),
  'in Display P3': () => picture().withIccProfile('p3').jpeg().toBuffer(),
  'with a profile that is none': () => inserted(jpeg(), HEAD, profile(made.ascii('no profile'))),
  'with an empty profile': () => inserted(jpeg(), HEAD, profile(zeros(0))),
  'with half of a profile': () => inserted(jpeg(), HEAD, profile(zeros(600), 1, 2)),
  'with a profile of CMYK, in RGB': async () => {
    const { icc } = await sharp(
      await picture().toColourspace('cmyk').withIccProfile('cmyk').jpeg().toBuffer(),
    ).metadata();
    return inserted(jpeg(), HEAD, profile((icc ?? zeros(0)).subarray(0, 60_000)));
  },
};
/** Complete JPEGs in other colours: compared less strictly. */
export const pressJpegs: made.Files = {
  'in CMYK': () => picture().toColourspace('cmyk').jpeg().toBuffer(),
  'in CMYK, with its profile': () => picture().withIccProfile('cmyk').toColourspace('cmyk').jpeg().toBuffer(),
  'in CMYK, without its end marker': () => without(picture().toColourspace('cmyk').jpeg().toBuffer(), 2),
};
export const greyJpegs: made.Files = {
  'in grey': () => picture().toColourspace('b-w').jpeg().toBuffer(),
  'in grey, progressive': () => picture(513, 515).toColourspace('b-w').jpeg({ progressive: true }).toBuffer(),
  'in grey, without its end marker': () => without(picture(515, 513).toColourspace('b-w').jpeg().toBuffer(), 2),
};
