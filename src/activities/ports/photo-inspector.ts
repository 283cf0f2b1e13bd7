import type { AvatarType } from '../../domain/avatar/avatar.ts';
import type { PhotoMeasurements } from '../../domain/photos/measurements.ts';
import type { HeaderLimits } from '../../domain/photos/rules.ts';
import type { PhotoFinding } from '../../domain/photos/photo.ts';

/** A photo fit to be stored: re-encoded, upright, sRGB, without metadata. */
export interface GoodPhoto {
  readonly finding: null;
  /** JPEG, at most STORED_MAX_SIDE px on the longer side. */
  readonly jpeg: Uint8Array;
  readonly measurements: PhotoMeasurements;
  /** 0–1. */
  readonly quality: number;
}

/** A photo that is not taken; measured as far as that went. */
export interface RefusedPhoto {
  readonly finding: PhotoFinding;
  readonly measurements?: PhotoMeasurements;
}

export interface PhotoInspector {
  /**
   * Judges the bytes by content, whatever they are: bad input is a finding, never an error. The bytes are the inspector's
   * from then on: they may be moved to another thread, and be gone here.
   * @throws {InspectionFailed} when nothing could be found out
   */
  inspect(
    bytes: Uint8Array,
    demands: HeaderLimits & { readonly avatarType: AvatarType },
  ): Promise<GoodPhoto | RefusedPhoto>;
}

export interface FaceComparer {
  /**
   * Looks whether stored photos show one person. They are asked for one at a time; what a face is told by is forgotten when
   * this returns.
   * @returns for each photo how far its largest face is from those of the others (resemblance.ts), or null: no face, or less than
   * three photos with one
   * @throws {InspectionFailed} when nothing could be found out
   */
  compareFaces(jpegs: AsyncIterable<Uint8Array>): Promise<(number | null)[]>;
}

/** Thrown when an inspection died or took too long: once may be chance, three times it is the photo. */
export class InspectionFailed extends Error {
  override readonly name = 'InspectionFailed';
}
