import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { PhotoRefusal } from '../../../../../../src/domain/photos/photo.ts';
import { frameOf } from '../jpeg-parts.ts';
import { heic } from '../lab.ts';
import { png as pngOf, pngChunk, riffChunk, vp8x, webp as webpOf, withBrands } from '../parts.ts';
import * as made from './made.ts';
import {
  ascii,
  behind,
  changed,
  END,
  full,
  inserted,
  jpeg,
  large,
  odd,
  part,
  picture,
  progressive,
  webp,
  without,
  zeros,
} from './made.ts';

const text = (content: string) => () => Promise.resolve(Buffer.concat([ascii(content), zeros(600)]));
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c82828' } });
const png = () => picture().png({ compressionLevel: 1 }).toBuffer();
const grey = () => picture().toColourspace('b-w').jpeg().toBuffer();
/** The JPEG up to its last scan. */
const lessOneScan = async (file: Promise<Buffer>) => {
  const whole = await file;
  return Buffer.concat([whole.subarray(0, whole.lastIndexOf(ascii('\xff\xda'))), END]);
};

/** Files that must be refused, by the refusal reason. */
export const refusedFiles: Readonly<Partial<Record<PhotoRefusal, made.Files>>> = {
  not_an_image: {
    'an empty file': () => Promise.resolve(zeros(0)),
    'one byte': () => Promise.resolve(ascii('\xff')),
    'a text': text('hello'),
    'a page': text('<!DOCTYPE html><html><body><img src="x.svg"></body></html>'),
    'a PDF': text('%PDF-1.7'),
    'a zip': text('PK\x03\x04'),
    'a film': () => Promise.resolve(made.MP4),
    'a film of an iPhone': text('\0\0\0\x14ftypqt  \0\0\0\0qt  '),
    'a JPEG behind something else': () => inserted(jpeg(), 0, ascii('hello')),
  },
  unsupported_format: {
    'an SVG': text('<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"/>'),
    'a TIFF': () => plain(600, 600).tiff().toBuffer(),
    'a GIF': () => plain(600, 600).gif().toBuffer(),
    'a BMP': text('BM\x36\x10\0\0\0\0\0\0\x36\0\0\0'),
    'an icon': text('\0\0\x01\0\x01\0'),
    'a Photoshop file': text('8BPS\0\x01'),
    'a JPEG XL': text('\xff\x0a\xff\xff'),
    'a JPEG 2000': text('\0\0\0\x0cjP  \r\n\x87\n'),
    'an AVIF': () => plain(600, 600).avif({ effort: 0 }).toBuffer(),
    'an AVIF of brand mif1': async () =>
      withBrands(await plain(600, 600).avif({ effort: 0 }).toBuffer(), 'mif1', 'avif'),
    'an AVIF that says nothing of it': async () =>
      withBrands(await plain(600, 600).avif({ effort: 0 }).toBuffer(), 'mif1', 'mif1', 'miaf'),
    'a JPEG in a HEIF': async () => withBrands(await heic('plain'), 'mif1', 'jpeg'),
    'an arithmetic JPEG': () => odd('arithmetic.jpg'),
    'an arithmetic JPEG, progressive': () => odd('arithmetic-progressive.jpg'),
    'a JPEG of 12 bits': () => changed(jpeg(), (bytes) => bytes.writeUInt8(12, bytes.indexOf(ascii('\xff\xc0')) + 4)),
    'a lossless JPEG': () => changed(jpeg(), (bytes) => bytes.writeUInt8(0xc3, bytes.indexOf(ascii('\xff\xc0')) + 1)),
  },
  animated: {
    'a WebP that moves': async () =>
      sharp([await plain(600, 600).png().toBuffer(), await png()], { join: { animated: true } })
        .webp()
        .toBuffer(),
    'a PNG that moves': () => inserted(png(), 33, pngChunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]))),
    'a HEIC of brand hevc': async () => withBrands(await heic('plain'), 'hevc', 'msf1', 'heic'),
    'a HEIC of brand msf1': async () => withBrands(await heic('plain'), 'msf1', 'heic'),
  },
  corrupt: {
    'a JPEG cut in the middle': () => part(jpeg(), 0.5),
    'a JPEG cut at 99 %': () => part(jpeg(), 0.99),
    'a JPEG cut at 99 %, with its end marker': () => behind(part(jpeg(), 0.99), END),
    'a JPEG cut in its last row': () => behind(part(full(), 0.995), END),
    'a JPEG cut, with zeros to its full length': async () => behind(part(jpeg(), 0.7), zeros(20_000)),
    'a JPEG of 12 MP cut in its last row': () => behind(without(large(), 300), END),
    'a JPEG of 12 MP with its colours whole, cut in its last row': () => behind(without(large('4:4:4'), 300), END),
    'a grey JPEG cut in its last row': () => behind(part(grey(), 0.995), END),
    'a CMYK JPEG cut in its last row': () =>
      behind(part(picture().toColourspace('cmyk').jpeg().toBuffer(), 0.995), END),
    'a JPEG with restarts, cut': () => behind(part(odd('restart.jpg'), 0.99), END),
    'a progressive JPEG cut at 99 %': () => part(progressive(), 0.99),
    'a progressive JPEG cut in its last scan': () => behind(part(progressive(), 0.99), END),
    'a progressive JPEG without its last scan': () => lessOneScan(progressive()),
    'a JPEG of three scans without the last one': () => lessOneScan(odd('three-scans.jpg')),
    'a JPEG of three scans cut in the last one': () => behind(part(odd('three-scans.jpg'), 0.99), END),
    'a JPEG of nothing but headers': async () => {
      const whole = await jpeg();
      return behind(Promise.resolve(whole.subarray(0, whole.indexOf(ascii('\xff\xda')))), END);
    },
    'a JPEG damaged in the middle': () => changed(jpeg(95), (bytes) => bytes.fill(0xff, 50_000, 50_064)),
    'a PNG cut in the middle': () => part(png(), 0.5),
    'a PNG cut at 99 %': () => part(png(), 0.99),
    'a PNG cut at 99 %, with its end': () => behind(part(png(), 0.99), pngChunk('IEND', zeros(0))),
    'an interlaced PNG cut at 99 %': () => part(picture().png({ progressive: true }).toBuffer(), 0.99),
    'a PNG whose pixels have another checksum': () => changed(png(), (bytes) => bytes.fill(7, 200_000, 200_009)),
    'a PNG without pixels': () => Promise.resolve(pngOf({ width: 600, height: 600, pixels: zeros(0) })),
    'a PNG that lacks its last row': () =>
      Promise.resolve(pngOf({ width: 600, height: 600, pixels: deflateSync(Buffer.alloc(601 * 599, 0)) })),
    'a WebP cut in the middle': () => part(webp(), 0.5),
    'a WebP cut at 99 %': () => part(webp(), 0.99),
    'a WebP cut at 99 %, that says it is so long': () =>
      changed(part(webp(), 0.99), (bytes) => bytes.writeUInt32LE(bytes.length - 8, 4)),
    'a lossless WebP cut at 99 %': () => part(picture().webp({ lossless: true, effort: 0 }).toBuffer(), 0.99),
    'a WebP without a picture': () => Promise.resolve(webpOf(vp8x(600, 600, 0), riffChunk('EXIF', zeros(9)))),
    'a HEIC cut in the middle': () => part(odd('513x513.heic'), 0.5),
    'a HEIC cut at 99 %': () => part(odd('514x515.heic'), 0.99),
    'a HEIC in tiles cut at 95 %': () => part(odd('grid.heic'), 0.95),
    'a HEIC of nothing but headers': () => part(heic('plain'), 0.01),
  },
  too_small: {
    'a JPEG of 511 px': () => picture(511, 900).jpeg().toBuffer(),
    'a PNG of 1 px': () => picture(1, 1).png().toBuffer(),
    'a HEIC of 96 px': () => heic('small'),
  },
  too_narrow: {
    'a WebP that is a strip': () => picture(6000, 520).webp({ effort: 0 }).toBuffer(),
    'a panorama': () => plain(9000, 2200).jpeg().toBuffer(),
    'a panorama that is a photo of the chat': () => plain(1280, 283).jpeg().toBuffer(),
  },
  too_many_pixels: {
    'a JPEG that says so': async () => frameOf(await jpeg(), 30_000, 30_000),
    'a PNG that says so': () => Promise.resolve(pngOf({ width: 30_000, height: 30_000, pixels: zeros(0) })),
    'a HEIC of one colour': () => heic('large'),
  },
};
