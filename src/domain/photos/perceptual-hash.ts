/** Sides in px of the grey square that is hashed and of its block of low frequencies. Source: phash.org, pHash's DCT hash. */
const SIDE = 32;
const BLOCK = 8;

const cosines = Array.from({ length: BLOCK }, (_, frequency) =>
  Float64Array.from({ length: SIDE }, (_none, at) => Math.cos(((2 * at + 1) * frequency * Math.PI) / (2 * SIDE))),
);

/**
 * What a picture looks like from afar, in 64 bits: which of its low frequencies are above their median. Similar
 * pictures differ in few bits, whatever their size, encoding or brightness; mirrored ones differ in many.
 * @param grey 32×32 luma, row by row
 * @returns 16 hex digits
 */
export function perceptualHash(grey: ArrayLike<number>): string {
  const lines = Array.from({ length: SIDE }, (_, y) =>
    Array.from({ length: SIDE }, (_none, x) => grey[y * SIDE + x] ?? 0),
  );
  const rows = cosines.map((wave) => lines.map((line) => product(wave, line)));
  const frequencies = cosines.flatMap((wave) => rows.map((row) => product(wave, row)));
  // Skip the first, the mean brightness: it would outweigh all others.
  const sorted = frequencies.slice(1).toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const bits = frequencies.map((value) => (value > median ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function product(wave: Float64Array, values: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < SIDE; at += 1) sum += (wave[at] ?? 0) * (values[at] ?? 0);
  return sum;
}

/** @returns number of different bits, 0–64 */
export function hashDistance(one: string, other: string): number {
  let differing = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; differing > 0n; differing &= differing - 1n) count += 1;
  return count;
}

/** Hashes of a picture and of its likely copies. */
export interface Looks {
  readonly perceptualHash: string;
  readonly variantHashes: readonly string[];
}

/** @returns number of different bits, 0–64, where either picture may be a trimmed or mirrored copy of the other */
export function looksDistance(one: Looks, other: Looks): number {
  return Math.min(
    hashDistance(one.perceptualHash, other.perceptualHash),
    ...one.variantHashes.map((hash) => hashDistance(hash, other.perceptualHash)),
    ...other.variantHashes.map((hash) => hashDistance(one.perceptualHash, hash)),
  );
}
