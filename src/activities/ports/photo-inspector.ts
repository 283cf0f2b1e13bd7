import type { PhotoFormat, PhotoRefusal } from '../../domain/photo.ts';
import type { PhotoLimits } from '../../domain/policy.ts';

/** A photo fit to be stored: re-encoded, upright, sRGB, without metadata. */
export interface GoodPhoto {
  readonly ok: true;
  /** JPEG, at most STORED_MAX_SIDE px on the longer side. */
  readonly jpeg: Uint8Array;
  /** px of `jpeg`. */
  readonly width: number;
  readonly height: number;
  /** Format as received. */
  readonly format: PhotoFormat;
}

export interface PhotoInspector {
  /** Judges the bytes by content, whatever they are; never throws for bad input. */
  inspect(
    bytes: Uint8Array,
    limits: Pick<PhotoLimits, 'minSide' | 'maxPixels'>,
  ): Promise<GoodPhoto | { readonly ok: false; readonly refusal: PhotoRefusal }>;
}
