/**
 * For each possible next 16 bits: the number of coefficients that the code stands for (upper bits), and the bits it
 * takes with what follows (lower 8); 0 for no code. `several` is the same for the next 12 bits and all codes that are
 * complete in them, up to the block's end (`ENDS`); `NONE` where none is. Most blocks need only a few such steps. It is
 * empty for first coefficients, of which each block has one.
 */
export interface HuffmanTable {
  readonly several: Uint16Array;
  readonly long: Uint16Array;
}

/** Coefficients of a block. */
const BLOCK = 64;
/** Bits that `several` looks at. */
const SEVERAL = 12;
/** Added to the coefficients: the last code is the block's end. More than any block holds. */
const ENDS = 2 * BLOCK;
/** As many coefficients as no codes have: look at `long`. */
const NONE = BLOCK << 8;

/** Source: ITU-T T.81, annex C, and F.1.2.1 and F.1.2.2 for the symbols' meaning. */
export function huffmanTable(lengths: Uint8Array, symbols: Uint8Array, isDc: boolean): HuffmanTable {
  const long = new Uint16Array(1 << 16);
  let at = 0;
  let next = 0;
  lengths.forEach((count, index) => {
    const length = index + 1;
    const width = 1 << (16 - length);
    for (let code = 0; code < count; code += 1, at += width) {
      const symbol = symbols[next] ?? 0;
      next += 1;
      const [run, size] = isDc ? [0, symbol] : [symbol >> 4, symbol & 15];
      const isEnd = !isDc && size === 0 && run < 15;
      long.fill(((isEnd ? BLOCK : run + 1) << 8) | (length + size), at, at + width);
    }
  });
  return { several: new Uint16Array(isDc ? 0 : 1 << SEVERAL).map((_, bits) => codesIn(bits, long)), long };
}

function codesIn(bits: number, long: Uint16Array): number {
  let coefficients = 0;
  let used = 0;
  for (;;) {
    const entry = long[(bits << (16 - SEVERAL + used)) & 0xffff] ?? 0;
    const more = entry >> 8;
    if (entry === 0 || used + (entry & 0xff) > SEVERAL) break;
    if (more === BLOCK) return ((coefficients + ENDS) << 8) | (used + (entry & 0xff));
    if (coefficients + more >= BLOCK) break;
    coefficients += more;
    used += entry & 0xff;
  }
  return used === 0 ? NONE : (coefficients << 8) | used;
}

/**
 * Whether so many groups of blocks are completely coded.
 * @param coded bytes of a scan, with restarts and stuffed bytes
 * @param group tables for each block of a group
 * @param interval groups from restart to restart; 0: there are none
 */
export function countsBlocks(
  coded: Buffer,
  group: readonly (readonly [dc: HuffmanTable, ac: HuffmanTable])[],
  groups: number,
  interval: number,
): boolean {
  let start = 0;
  for (let left = groups; left > 0;) {
    const wanted = interval > 0 ? Math.min(interval, left) : left;
    const end = restartAfter(coded, start);
    if (!holds(unstuffed(coded.subarray(start, end)), group, wanted)) return false;
    left -= wanted;
    start = end + 2;
  }
  return true;
}

function restartAfter(coded: Buffer, start: number): number {
  for (let at = coded.indexOf(0xff, start); at >= 0; at = coded.indexOf(0xff, at + 1)) {
    const next = coded[at + 1] ?? 0;
    if (next >= 0xd0 && next <= 0xd7) return at;
  }
  return coded.length;
}

/** Without the zero after each 255, and with some zeros at the end to be read ahead. */
function unstuffed(coded: Buffer): Uint8Array {
  const bytes = new Uint8Array(coded.length + AHEAD);
  let length = 0;
  for (let from = 0; from < coded.length;) {
    const at = coded.indexOf(0xff, from);
    const to = at < 0 ? coded.length : at + 1;
    bytes.set(coded.subarray(from, to), length);
    length += to - from;
    from = coded[to] === 0 && at >= 0 ? to + 1 : to;
  }
  return bytes.subarray(0, length + AHEAD);
}
/** How far the reader may read beyond the end before it notices, bytes: a block of the longest codes, and one more look. */
const AHEAD = 512;

function holds(
  bytes: Uint8Array,
  group: readonly (readonly [dc: HuffmanTable, ac: HuffmanTable])[],
  groups: number,
): boolean {
  const bits = (bytes.length - AHEAD) * 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let count = 0; count < groups; count += 1) {
    for (const [{ long: dc }, { several, long }] of group) {
      if (at > bits) return false;
      const first = dc[(view.getUint32(at >> 3) << (at & 7)) >>> 16] ?? 0;
      if (first === 0) return false;
      at += first & 0xff;
      for (let coefficients = 1; coefficients < BLOCK;) {
        const window = view.getUint32(at >> 3) << (at & 7);
        let entry = several[window >>> (32 - SEVERAL)] ?? 0;
        let next = coefficients + (entry >> 8);
        if (next >= BLOCK && (next < ENDS || next >= ENDS + BLOCK)) {
          // A code that is longer, or the first of some with which the block would be too long.
          entry = long[window >>> 16] ?? 0;
          if (entry === 0) return false;
          next = coefficients + (entry >> 8);
        }
        at += entry & 0xff;
        coefficients = next;
      }
    }
  }
  return at <= bits;
}
