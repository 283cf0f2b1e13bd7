import type { PhotoFormat } from '../../domain/photo.ts';

type Kind = PhotoFormat | 'another_image' | 'no_image';

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
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis'].map(
    (brand): [Signature, Kind] => [[...any4, ...text('ftyp'), ...text(brand)], 'another_image'],
  ),
];

/** An SVG may begin with a declaration, a document type, comments; none is longer than this, in bytes, in earnest. */
const SVG_HEAD_BYTES = 4096;
const svgHead = /^\uFEFF?\s*(?:<\?xml|<!DOCTYPE|<!--|<svg)[^]*?<(?:\w+:)?svg[\s>]|^\uFEFF?\s*<svg[\s>]/iu;

/** What a file is by its first bytes, whatever its name says. */
export function kindOfImage(bytes: Uint8Array): Kind {
  const known = signatures.find(([signature]) =>
    signature.every((byte, index) => (byte === null ? index < bytes.length : byte === bytes[index])),
  );
  if (known) return known[1];
  const head = new TextDecoder().decode(bytes.subarray(0, SVG_HEAD_BYTES));
  return svgHead.test(head) ? 'another_image' : 'no_image';
}
