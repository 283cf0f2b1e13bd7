import { KeptMetadata, LONGEST_PROFILE, type CleanFile } from './clean-file.ts';
import { orientationOf, type Orientation } from './orientation.ts';
import { pngChunk } from './png.ts';

/** Bytes of the signature, of a chunk's length and type, and of its checksum. Source: w3.org/TR/png-3, 5.2 and 5.3. */
const SIGNATURE = 8;
const HEAD = 8;
const CHECKSUM = 4;
/** Size, palette, pixels, and the meaning of colours. */
const KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'iCCP', 'sRGB', 'gAMA', 'cHRM']);

/** A complete picture may lack chunks after its pixels: the decoder needs none of them. */
export function cleanPng(file: Buffer): CleanFile {
  const kept = new KeptMetadata(file);
  let orientation: Orientation = 1;
  let frames = 1;
  let pixels = false;
  kept.keep(0, SIGNATURE);
  for (let at = SIGNATURE; at + HEAD <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + HEAD);
    const end = at + HEAD + length + CHECKSUM;
    const data = file.subarray(at + HEAD, end - CHECKSUM);
    if (type === 'IEND') break;
    if (type === 'IDAT') pixels = true;
    if (end > file.length) {
      if (type === 'IDAT') kept.add(pngChunk(type, data));
    } else if (KEPT.has(type) && (type !== 'iCCP' || length <= LONGEST_PROFILE)) kept.keep(at, end);
    // The decoder would show only the first frame, and not report the others.
    if (type === 'acTL' && !pixels && data.length >= 4) frames = data.readUInt32BE();
    if (type === 'eXIf') orientation = orientationOf(data);
    at = end;
  }
  kept.add(pngChunk('IEND', Buffer.alloc(0)));
  return { bytes: kept.bytes(), orientation, isAnimated: frames > 1 };
}
