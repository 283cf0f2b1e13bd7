/** A box's length and type before its content, bytes. Source: ISO/IEC 14496-12, 4.2. */
const BOX_HEAD = 8;
const COLOUR = Buffer.from('colrprof');
/** Longest profile read, bytes: phones write about 500. */
const LONGEST = 64 * 1024;

/** The ICC profile of a HEIC file, where it has one: phones write Display P3. The first is that of the primary picture. */
export function colourProfileOf(bytes: Uint8Array): Uint8Array | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = file.indexOf(COLOUR);
  if (type < 4) return null;
  const start = type + COLOUR.length;
  const end = type - 4 + file.readUInt32BE(type - 4);
  const length = end - start;
  return length > BOX_HEAD && length <= LONGEST && end <= file.length ? file.subarray(start, end) : null;
}
