import type { FaceMeasurements } from '../../../src/domain/photos/measurements.ts';
import type { PhotoFacts } from '../../../src/domain/photos/report.ts';
import { measured } from '../../entities/support.ts';

/** A photo with only what matters; the rest is without fault. */
export interface Shot {
  readonly number?: number;
  /** Height of the face as a share of the frame's. */
  readonly share?: number;
  readonly width?: number;
  readonly height?: number;
  /** Of the face. */
  readonly sharpness?: number;
  readonly luma?: number;
  readonly highlight?: number;
  /** Smaller faces beside it. */
  readonly others?: number;
  readonly faces?: readonly FaceMeasurements[];
  readonly frameLuma?: number;
  readonly hash?: string;
  readonly variants?: readonly string[];
  readonly quality?: number;
}

export const close = (shot: Shot = {}): Shot => ({ share: 0.4, ...shot });
export const half = (): Shot => ({ share: 0.2 });
export const full = (): Shot => ({ share: 0.1 });

const FRAME = 2000;
/** Lit in turn, over two stops. */
const lumas = [90, 120, 150, 170];
/** Any two halves differ in 32 bits. */
const hashes = Array.from({ length: 20 }, (_, index) => walsh(index + 1));

/** A row of a Hadamard matrix as 64 bits: any two rows differ in 32. */
function walsh(row: number): string {
  const bits = Array.from({ length: 64 }, (_, column) => parity(row & column)).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function parity(bits: number): number {
  let odd = 0;
  for (let left = bits; left > 0; left &= left - 1) odd ^= 1;
  return odd;
}

/** Valid photos by their shots, numbered from 1, no two alike. */
export function photosOf(shots: readonly Shot[]): PhotoFacts[] {
  return shots.map((shot, index) => {
    const number = shot.number ?? index + 1;
    return {
      number,
      verdict: 'valid',
      quality: shot.quality ?? 0.6,
      measurements: measured(number, {
        width: FRAME,
        height: FRAME,
        faces: shot.faces ?? facesOf(shot, lumas[index % lumas.length] ?? 0),
        luma: shot.frameLuma ?? 120,
        perceptualHash: shot.hash ?? hashes[index] ?? '',
        variantHashes: shot.variants ?? [],
      }),
    };
  });
}

function facesOf({ share = 0.4, others = 0, ...shot }: Shot, luma: number): FaceMeasurements[] {
  const height = shot.height ?? share * FRAME;
  const face = {
    left: 100,
    top: 100,
    width: shot.width ?? 0.8 * height,
    height,
    score: 0.9,
    margin: 1,
    sharpness: shot.sharpness ?? 120,
    luma: shot.luma ?? luma,
    highlight: shot.highlight ?? 200,
  };
  return [face, ...Array.from({ length: others }, () => ({ ...face, width: face.width / 4, height: face.height / 4 }))];
}
