/** How to turn a picture upright, 1–8. Source: Exif 3.0, 4.6.5.1.6. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 0x0112;
const SHORT = 3;
/** Bytes of an entry: tag, type, count, value. Source: TIFF 6.0, 2. */
const ENTRY = 12;
/** Most entries that are read; cameras write some twenty. */
const MOST_ENTRIES = 200;

/** The orientation of an Exif block, from its first directory only, where it belongs. 1 where it has none. */
export function orientationOf(exif: Uint8Array): Orientation {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  if (view.byteLength < 10) return 1;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const isLittle = order === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return 1;
  const count = Math.min(view.getUint16(directory, isLittle), MOST_ENTRIES);
  for (let at = directory + 2, end = at + count * ENTRY; at < end && at + ENTRY <= view.byteLength; at += ENTRY) {
    const isIt = view.getUint16(at, isLittle) === ORIENTATION && view.getUint16(at + 2, isLittle) === SHORT;
    if (isIt) return asOrientation(view.getUint16(at + 8, isLittle));
  }
  return 1;
}

function asOrientation(value: number): Orientation {
  return value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** How to put a picture upright: mirror top to bottom (`flip`) or left to right (`flop`) first, as sharp does, then turn clockwise. */
export const uprighting: Readonly<Record<Orientation, { turn: 0 | 90 | 180 | 270; flip: boolean; flop: boolean }>> = {
  1: { turn: 0, flip: false, flop: false },
  2: { turn: 0, flip: false, flop: true },
  3: { turn: 180, flip: false, flop: false },
  4: { turn: 0, flip: true, flop: false },
  5: { turn: 90, flip: true, flop: false },
  6: { turn: 90, flip: false, flop: false },
  7: { turn: 270, flip: true, flop: false },
  8: { turn: 270, flip: false, flop: false },
};
