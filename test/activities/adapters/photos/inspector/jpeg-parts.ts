/** JPEGs taken apart. Source of the markers: ITU-T T.81, table B.1. */

/** The JPEG with another size in its header. */
export function frameOf(jpeg: Uint8Array, width: number, height: number): Buffer {
  const changed = Buffer.from(jpeg);
  const start = Math.max(changed.indexOf(Buffer.from([0xff, 0xc0])), changed.indexOf(Buffer.from([0xff, 0xc2])));
  changed.writeUInt16BE(height, start + 5);
  changed.writeUInt16BE(width, start + 7);
  return changed;
}

/** A progressive JPEG with its shortest scan repeated. */
export function scanBomb(progressive: Buffer, times: number): Buffer {
  const first = scanStart(progressive, 2);
  const scans: Buffer[] = [];
  for (let at = first; progressive[at + 1] !== 0xd9;) {
    const end = scanEnd(progressive, scanStart(progressive, at));
    scans.push(progressive.subarray(at, end));
    at = end;
  }
  const shortest = scans.reduce((one, other) => (other.length < one.length ? other : one));
  const end = Buffer.from([0xff, 0xd9]);
  return Buffer.concat([progressive.subarray(0, first), ...scans, ...Array<Buffer>(times).fill(shortest), end]);
}

/** Offset of the next SOS: segments before it have lengths. */
function scanStart(jpeg: Buffer, start: number): number {
  let at = start;
  while (jpeg[at + 1] !== 0xda) at += 2 + jpeg.readUInt16BE(at + 2);
  return at;
}

/** End of the coded pixels: the next marker that is neither a stuffed byte nor a restart. */
function scanEnd(jpeg: Buffer, start: number): number {
  let at = jpeg.indexOf(0xff, start + 2 + jpeg.readUInt16BE(start + 2));
  for (let next = jpeg[at + 1] ?? 0; next === 0 || (next >= 0xd0 && next <= 0xd7); next = jpeg[at + 1] ?? 0) {
    at = jpeg.indexOf(0xff, at + 2);
  }
  return at;
}
