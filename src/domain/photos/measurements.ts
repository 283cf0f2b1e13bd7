import type { PhotoFormat } from './photo.ts';

/** One face, as the detector sees it. Lengths in px of the photo as it is stored. */
export interface FaceMeasurements {
  /** The box; of a face that the frame cuts, it may reach beyond it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** How sure the detector is, 0–1. */
  readonly score: number;
  /** How far eyes, nose and mouth are from the nearest edge of the frame, in widths of the face; 0 on the edge. */
  readonly margin: number;
  /** Variance of the Laplacian of the face, grey, at 128×128 px. */
  readonly sharpness: number;
  /** Mean luma of the face, 0–255. */
  readonly luma: number;
  /** Luma that 95 % of the face is below, 0–255: light on dark skin tells it from a dark photo. */
  readonly highlight: number;
}

/** All that is measured of a photo, from one decode of it. */
export interface PhotoMeasurements {
  readonly format: PhotoFormat;
  /** px, upright, as stored. */
  readonly width: number;
  readonly height: number;
  /** Clockwise turn after which the faces stood upright, beyond what the file itself asks for. */
  readonly turned: 0 | 90 | 180 | 270;
  /** Largest first. Empty also where faces are not looked for. */
  readonly faces: readonly FaceMeasurements[];
  /** Of the whole frame, as of a face; sharpness at 512 px on the longer side. */
  readonly sharpness: number;
  readonly luma: number;
  /** 64 bits, 16 hex digits (perceptual-hash.ts). */
  readonly perceptualHash: string;
  /** The same of what copies of it are made into: trimmed all round, a little and a little more, and mirrored. */
  readonly variantHashes: readonly string[];
}
