import { Kept, LONGEST_PROFILE, type CleanFile } from './clean-file.ts';
import { orientationOf, type Orientation } from './orientation.ts';

/** A PNG's first bytes, and of each chunk its length and type before the data and its checksum after, bytes. Source: w3.org/TR/png-3, 5.2 and 5.3. */
const SIGNATURE = 8;
const HEAD = 8;
const CHECKSUM = 4;
/** Size, palette, pixels, and what tells how colours are meant. */
const KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'iCCP', 'sRGB', 'gAMA', 'cHRM']);

export function cleanPng(file: Buffer): CleanFile {
  const kept = new Kept(file);
  let orientation: Orientation = 1;
  let isAnimated = false;
  kept.keep(0, SIGNATURE);
  for (let at = SIGNATURE; at + HEAD <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + HEAD);
    const end = at + HEAD + length + CHECKSUM;
    if (KEPT.has(type) && (type !== 'iCCP' || length <= LONGEST_PROFILE)) kept.keep(at, Math.min(end, file.length));
    // The decoder would show the first frame alone, and not tell of the others.
    if (type === 'acTL') isAnimated = true;
    if (type === 'eXIf') orientation = orientationOf(file.subarray(at + HEAD, end - CHECKSUM));
    if (type === 'IEND') break;
    at = end;
  }
  return { bytes: kept.bytes(), orientation, isAnimated };
}
