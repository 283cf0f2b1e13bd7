import type { PhotoFormat } from './photo.ts';

/** One face, as the detector sees it. Lengths in px of the stored photo. */
export interface FaceMeasurements {
  /** The box. It may reach beyond the frame when the frame cuts the face. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The detector's confidence, 0–1. */
  readonly score: number;
  /** Distance of eyes, nose and mouth from the nearest edge of the frame, in widths of the face; 0 on the edge. */
  readonly margin: number;
  /** Variance of the Laplacian of the face, grey, at 128×128 px. */
  readonly sharpness: number;
  readonly luma: number;
  /** Luma that 95 % of the face is below, 0–255. It tells light on dark skin from a dark photo. */
  readonly highlight: number;
}

export interface PhotoMeasurements {
  readonly format: PhotoFormat;
  /** px, upright, as stored. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn after which the faces stood upright, in addition to the file's own orientation. */
  readonly turned: 0 | 90 | 180 | 270;
  /** Largest first. Also empty where faces are not looked for. */
  readonly faces: readonly FaceMeasurements[];
  /** Of the whole frame, as of a face; sharpness at 512 px on the longer side. */
  readonly sharpness: number;
  readonly luma: number;
  /** 64 bits, 16 hex digits (perceptual-hash.ts). */
  readonly perceptualHash: string;
  /** Hashes of likely copies: trimmed all round, a little and a little more, and mirrored. */
  readonly variantHashes: readonly string[];
}
