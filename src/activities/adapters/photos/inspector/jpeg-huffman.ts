/**
 * For each possible next 16 bits: the number of coefficients that the code stands for (upper bits), and the bits it
 * takes with what follows (lower 8); 0 for no code. `short` is the same for 9 bits, where they are enough: it fits into
 * the nearest cache.
 */
export interface HuffmanTable {
  readonly short: Uint16Array;
  readonly long: Uint16Array;
}

/** Coefficients of a block. */
const BLOCK = 64;

/** Source: ITU-T T.81, annex C, and F.1.2.1 and F.1.2.2 for the symbols' meaning. */
export function huffmanTable(lengths: Uint8Array, symbols: Uint8Array, isDc: boolean): HuffmanTable {
  const long = new Uint16Array(1 << 16);
  const short = new Uint16Array(1 << 9);
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
      const entry = ((isEnd ? BLOCK : run + 1) << 8) | (length + size);
      long.fill(entry, at, at + width);
      if (length <= 9) short.fill(entry, at >> 7, (at + width) >> 7);
    }
  });
  return { short, long };
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
/** How far the reader looks ahead, bytes. */
const AHEAD = 4;

function holds(
  bytes: Uint8Array,
  group: readonly (readonly [dc: HuffmanTable, ac: HuffmanTable])[],
  groups: number,
): boolean {
  const bits = (bytes.length - AHEAD) * 8;
  let at = 0;
  for (let count = 0; count < groups; count += 1) {
    for (const [dc, ac] of group) {
      let table = dc;
      for (let coefficients = 0; coefficients < BLOCK;) {
        const byte = at >> 3;
        const window = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
        const next = (window >> (8 - (at & 7))) & 0xffff;
        const entry = table.short[next >> 7] || (table.long[next] ?? 0);
        if (entry === 0 || at > bits) return false;
        at += entry & 0xff;
        coefficients += entry >> 8;
        table = ac;
      }
    }
  }
  return at <= bits;
}
