import type { PhotoFormat } from '../../../../domain/photos/photo.ts';

/** `animation`: a format that is a sequence of pictures. */
type Kind = PhotoFormat | 'animation' | 'another_image' | 'no_image';

/** Bytes at the start of a file; `null` is any byte. Sources: each format's specification. */
type Signature = readonly (number | null)[];
const text = (letters: string): number[] => Array.from(Buffer.from(letters, 'latin1'));
const any4 = [null, null, null, null];

const signatures: readonly (readonly [Signature, Kind])[] = [
  [[0xff, 0xd8, 0xff], 'jpeg'],
  [[0x89, ...text('PNG\r\n'), 0x1a, 0x0a], 'png'],
  [[...text('RIFF'), ...any4, ...text('WEBP')], 'webp'],
  [text('GIF8'), 'another_image'],
  [text('II*\0'), 'another_image'], // TIFF, and most raw formats
  [text('MM\0*'), 'another_image'],
  [text('II+\0'), 'another_image'], // BigTIFF
  [text('MM\0+'), 'another_image'],
  [[...text('BM'), ...any4, 0, 0, 0, 0], 'another_image'], // BMP
  [[0, 0, 1, 0], 'another_image'], // ICO
  [text('8BPS'), 'another_image'], // Photoshop
  [[0xff, 0x0a], 'another_image'], // JPEG XL
  [[0, 0, 0, 0x0c, ...text('JXL ')], 'another_image'],
  [[0, 0, 0, 0x0c, ...text('jP  ')], 'another_image'], // JPEG 2000
];

/** Brands of ISO media files. Sources: ISO/IEC 23008-12, 10.2 and annex B; AV1 Image File Format, 4. */
const heic = ['heic', 'heix', 'heim', 'heis'];
const sequences = ['hevc', 'hevx', 'hevm', 'hevs', 'msf1'];
const av1 = ['avif', 'avis'];
/** Brands of pictures with other codings: JPEG, H.264, VVC, EVC, JPEG 2000. */
const others = ['jpeg', 'avci', 'vvic', 'evbi', 'j2ki'];
/** Most brands that are read; files name two to six. */
const MOST_BRANDS = 16;

/** What an ISO media file holds, by its brands; null when it is none, or no picture. */
function kindOfMedia(bytes: Uint8Array): Kind | null {
  const head = Buffer.from(bytes.subarray(0, 8 + 4 * MOST_BRANDS)).toString('latin1');
  if (head.slice(4, 8) !== 'ftyp') return null;
  const length = Math.min(head.length, Buffer.from(bytes.subarray(0, 4)).readUInt32BE());
  const [major = '', , ...compatible] = head.slice(8, length).match(/.{4}/gs) ?? [];
  const brands = [major, ...compatible];
  if (av1.some((brand) => brands.includes(brand))) return 'another_image';
  if (sequences.includes(major)) return 'animation';
  if (heic.some((brand) => brands.includes(brand))) return 'heic';
  if (major !== 'mif1') return null;
  // The brands need not tell the coding: the decoder finds out.
  return others.some((brand) => brands.includes(brand)) ? 'another_image' : 'heic';
}

/** How far to look for the start of an SVG, bytes: a declaration, a document type and comments may come first. */
const SVG_HEAD_BYTES = 4096;
const svgHead = /^\uFEFF?\s*(?:<\?xml|<!DOCTYPE|<!--|<svg)[^]*?<(?:\w+:)?svg[\s>]|^\uFEFF?\s*<svg[\s>]/iu;

/** What a file is by its first bytes, whatever its name says. */
export function kindOfImage(bytes: Uint8Array): Kind {
  const known = signatures.find(([signature]) =>
    signature.every((byte, index) => (byte === null ? index < bytes.length : byte === bytes[index])),
  );
  if (known) return known[1];
  const media = bytes.length > 8 ? kindOfMedia(bytes) : null;
  if (media) return media;
  const head = new TextDecoder().decode(bytes.subarray(0, SVG_HEAD_BYTES));
  return svgHead.test(head) ? 'another_image' : 'no_image';
}
