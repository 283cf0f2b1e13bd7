import { KeptMetadata, LONGEST_PROFILE, type CleanFile } from './clean-file.ts';
import { orientationOf, type Orientation } from './orientation.ts';

/** Bytes of `RIFF`, length, `WEBP`, and of a chunk's type and length. Source: RFC 9649, 2.3 to 2.7. */
const RIFF_HEAD = 8;
const FILE_HEAD = 12;
const HEAD = 8;
const KEPT = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM', 'ANMF']);
/** Flags of VP8X for Exif and XMP. */
const METADATA_FLAGS = 0x0c;

/** Bytes after the RIFF are not part of it. Missing bytes count only where they belong to the picture. */
export function cleanWebp(file: Buffer): CleanFile {
  const kept = new KeptMetadata(file);
  let orientation: Orientation = 1;
  let missing = 0;
  kept.keep(0, FILE_HEAD);
  const fileEnd = Math.min(file.length, RIFF_HEAD + file.readUInt32LE(4));
  for (let at = FILE_HEAD; at + HEAD <= fileEnd;) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const dataEnd = at + HEAD + length;
    const end = dataEnd + (length % 2);
    if (KEPT.has(type) && (type !== 'ICCP' || length <= LONGEST_PROFILE)) {
      kept.keep(at, Math.min(end, fileEnd));
      missing += Math.max(0, dataEnd - fileEnd);
      if (dataEnd === fileEnd && end > fileEnd) kept.add(Buffer.alloc(1));
    }
    if (type === 'EXIF') orientation = orientationOf(withoutPrefix(file.subarray(at + HEAD, Math.min(end, fileEnd))));
    at = end;
  }
  const bytes = kept.bytes();
  bytes.writeUInt32LE(Math.min(bytes.length - RIFF_HEAD + missing, 0xffff_fffe), 4);
  if (bytes.toString('latin1', FILE_HEAD, FILE_HEAD + 4) === 'VP8X' && bytes.length > FILE_HEAD + HEAD) {
    bytes[FILE_HEAD + HEAD] = (bytes[FILE_HEAD + HEAD] ?? 0) & ~METADATA_FLAGS;
  }
  return { bytes, orientation };
}

/** Some writers add JPEG's Exif prefix here too. */
function withoutPrefix(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
}
