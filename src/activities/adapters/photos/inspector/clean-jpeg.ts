import { KeptMetadata, LONGEST_PROFILE, type CleanFile } from './clean-file.ts';
import { isJpegCut } from './jpeg-cut.ts';
import { END_OF_IMAGE, isFrame, jpegSegments, START_OF_SCAN } from './jpeg-segments.ts';
import { orientationOf, type Orientation } from './orientation.ts';

/** Markers. Source: ITU-T T.81, table B.1. */
const EXIF = 0xe1;
const PROFILE = 0xe2;
/** Frames, tables and restart intervals; of the application segments only those that tell how colours are coded. */
const isKept = (marker: number) =>
  (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xdb && marker <= 0xe0) || marker === 0xee;
/** A frame that is not baseline, extended or progressive with 8 bits and Huffman coding: no browser shows it. */
const isUncommon = (marker: number, data: Buffer) =>
  data.length === 6 + 3 * (data[5] ?? 0) && !(marker <= 0xc2 && data[0] === 8);
/** So many zeros at the end are padding, bytes: no picture ends so. */
const PADDING = 16;

/** Everything from the first scan to the last is kept unchanged. A complete picture may lack its end marker: it gets one. */
export function cleanJpeg(file: Buffer): CleanFile {
  const kept = new KeptMetadata(file);
  let orientation: Orientation = 1;
  let profiles = 0;
  let scans = 0;
  let isUnsupported = false;
  kept.keep(0, 2);
  for (const { marker, start, end, data } of jpegSegments(file)) {
    if (marker === START_OF_SCAN) scans += 1;
    if (isFrame(marker)) isUnsupported ||= isUncommon(marker, data);
    if (marker === EXIF && begins(data, 'Exif\0\0') && orientation === 1) orientation = orientationOf(data.subarray(6));
    const isProfile = marker === PROFILE && begins(data, 'ICC_PROFILE\0');
    if (isProfile) profiles += data.length;
    if (isKept(marker) || scans > 0 || (isProfile && profiles <= LONGEST_PROFILE)) {
      kept.keep(start, end === file.length ? withoutPadding(file) : end);
    }
  }
  kept.add(Buffer.from([0xff, END_OF_IMAGE]));
  const bytes = kept.bytes();
  return { bytes, orientation, isUnsupported, isCut: (hasAllBlocks) => isJpegCut(bytes, hasAllBlocks) };
}

function withoutPadding(file: Buffer): number {
  let end = file.length;
  while (end > 0 && file[end - 1] === 0) end -= 1;
  if (file.length - end < PADDING) return file.length;
  // A zero after 0xff belongs to it.
  return file[end - 1] === 0xff ? end + 1 : end;
}

function begins(data: Buffer, text: string): boolean {
  return data.toString('latin1', 0, text.length) === text;
}
