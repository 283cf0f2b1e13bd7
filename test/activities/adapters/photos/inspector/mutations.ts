/** Random but repeatable damage to files: the same seed gives the same files. */

export type Random = () => number;

/** 0–1, one excluded. Source: mulberry32, github.com/cprosche/mulberry32. */
export function random(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const below = (next: Random, limit: number): number => Math.floor(next() * limit);
export const pick = <T>(next: Random, from: readonly T[]): T => from[below(next, from.length)] as T;

type Mutation = (file: Buffer, next: Random, others: readonly Buffer[]) => Buffer;

/** Numbers at the limits of formats' arithmetic. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const flipBits: Mutation = (file, next) => {
  for (let count = 1 + below(next, 24); count > 0; count -= 1) {
    const at = below(next, file.length);
    file[at] = (file[at] ?? 0) ^ (1 << below(next, 8));
  }
  return file;
};

const overwriteRun: Mutation = (file, next) => {
  const at = below(next, file.length);
  const length = 1 + below(next, 64);
  if (next() < 0.5) return file.fill(pick(next, [0, 0xff, 0x41]), at, Math.min(file.length, at + length));
  for (let index = at; index < Math.min(file.length, at + length); index += 1) file[index] = below(next, 256);
  return file;
};

/** Lengths, sizes and counts are numbers of two or four bytes, mostly near the beginning. */
const setNumber: Mutation = (file, next) => {
  const region = next() < 0.7 ? Math.min(file.length, 800) : file.length;
  const width = pick(next, [2, 4]);
  const at = below(next, Math.max(1, region - width));
  const value = (next() < 0.7 ? pick(next, edges) : below(next, 2 ** 32)) % 2 ** (8 * width);
  if (at + width > file.length) return file;
  if (next() < 0.5) file.writeUIntBE(value, at, width);
  else file.writeUIntLE(value, at, width);
  return file;
};

const truncate: Mutation = (file, next) => file.subarray(0, below(next, file.length));

const deletePiece: Mutation = (file, next) => {
  const at = below(next, file.length);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + below(next, 400))]);
};

const duplicatePiece: Mutation = (file, next) => {
  const at = below(next, file.length);
  const piece = file.subarray(at, at + 1 + below(next, 400));
  const copies = Array<Buffer>(1 + below(next, next() < 0.1 ? 200 : 3)).fill(piece);
  return Buffer.concat([file.subarray(0, at), ...copies, file.subarray(at)]);
};

const swapPieces: Mutation = (file, next) => {
  const [one = 0, two = 0, three = 0] = [0, 1, 2].map(() => below(next, file.length)).toSorted((a, b) => a - b);
  return Buffer.concat([
    file.subarray(0, one),
    file.subarray(two, three),
    file.subarray(one, two),
    file.subarray(three),
  ]);
};

const splice: Mutation = (file, next, others) => {
  const other = pick(next, others);
  const from = below(next, other.length);
  const piece = other.subarray(from, from + 1 + below(next, next() < 0.3 ? other.length : 300));
  const at = below(next, file.length);
  const rest = next() < 0.5 ? file.subarray(at) : file.subarray(at + piece.length);
  return Buffer.concat([file.subarray(0, at), piece, rest]);
};

const mutations = [
  flipBits,
  overwriteRun,
  setNumber,
  setNumber,
  truncate,
  deletePiece,
  duplicatePiece,
  swapPieces,
  splice,
] as const;

/** A copy with damage at one or more places. */
export function mutated(file: Buffer, next: Random, others: readonly Buffer[]): Buffer {
  let changed: Buffer = Buffer.from(file);
  const times = next() < 0.7 ? 1 : 1 + below(next, 4);
  for (let count = 0; count < times && changed.length > 8; count += 1) {
    changed = Buffer.from(pick(next, mutations)(changed, next, others));
  }
  return changed;
}
