import { Kept, LONGEST_PROFILE, type CleanFile } from './clean-file.ts';
import { orientationOf, type Orientation } from './orientation.ts';

/** Markers. Source: ITU-T T.81, table B.1. */
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const EXIF = 0xe1;
const PROFILE = 0xe2;
/** Frames, tables and restart intervals; of applications' segments those that tell how colours are coded. */
const isKept = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xdb && marker <= 0xe0) || marker === 0xee;
/** Markers that stand alone, without a length. */
const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** Everything from the first scan on is kept as it is: headers alone come before. */
export function cleanJpeg(file: Buffer): CleanFile {
  const kept = new Kept(file);
  let orientation: Orientation = 1;
  let profiles = 0;
  kept.keep(0, 2);
  for (let at = markerAfter(file, 2); at + 4 <= file.length;) {
    const marker = file[at + 1] ?? 0;
    if (marker === END_OF_IMAGE) break;
    if (marker === START_OF_SCAN) {
      kept.keep(at, file.length);
      break;
    }
    const end = at + 2 + (isAlone(marker) ? 0 : file.readUInt16BE(at + 2));
    const data = file.subarray(at + 4, end);
    if (isKept(marker)) kept.keep(at, end);
    if (marker === EXIF && begins(data, 'Exif\0\0') && orientation === 1) orientation = orientationOf(data.subarray(6));
    if (marker === PROFILE && begins(data, 'ICC_PROFILE\0') && (profiles += data.length) <= LONGEST_PROFILE) {
      kept.keep(at, end);
    }
    at = markerAfter(file, end);
  }
  return { bytes: kept.bytes(), orientation };
}

/** Decoders skip what lies between segments, and fill bytes; so must whoever wants to see what they see. */
function markerAfter(file: Buffer, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1];
    if (next !== 0xff && next !== 0) return at;
  }
  return file.length;
}

function begins(data: Buffer, text: string): boolean {
  return data.toString('latin1', 0, text.length) === text;
}
