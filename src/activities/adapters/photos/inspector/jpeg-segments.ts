/** Markers. Source: ITU-T T.81, table B.1. */
export const START_OF_SCAN = 0xda;
export const END_OF_IMAGE = 0xd9;
/** Markers without a length and data. */
const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

export interface JpegSegment {
  readonly marker: number;
  /** Offset of its marker, bytes. */
  readonly start: number;
  /** Offset after its last byte, bytes; a scan's coded data belong to its header. */
  readonly end: number;
  /** Without marker and length; of a scan only its header. */
  readonly data: Buffer;
}

/** The segments of a JPEG, from its first marker to its end marker, or as far as it goes; read as decoders do. */
export function* jpegSegments(file: Buffer): Generator<JpegSegment, void> {
  for (let start = markerAfter(file, 2); start + 4 <= file.length;) {
    const marker = file[start + 1] ?? 0;
    if (marker === END_OF_IMAGE) return;
    const dataEnd = start + 2 + (isAlone(marker) ? 0 : file.readUInt16BE(start + 2));
    const end = marker === START_OF_SCAN ? markerAfter(file, dataEnd, isRestart) : dataEnd;
    yield { marker, start, end, data: file.subarray(start + 4, dataEnd) };
    start = markerAfter(file, end);
  }
}

/** Skips bytes between segments and fill bytes, as decoders do. */
function markerAfter(file: Buffer, start: number, isSkipped: (marker: number) => boolean = () => false): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1] ?? 0xff;
    if (next !== 0xff && next !== 0 && !isSkipped(next)) return at;
  }
  return file.length;
}

/** A start of frame: its row of markers without tables and reserved ones. */
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
