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

/** A refused photo, with the measurements made so far. */
export interface RefusedPhoto {
  readonly finding: PhotoFinding;
  readonly measurements?: PhotoMeasurements;
}

export interface PhotoInspector {
  /** Photos that are inspected at a time. */
  readonly threads: number;
  /**
   * Judges the bytes by content, whatever they are: bad input is a finding, never an error. Takes over the bytes: they
   * may move to another thread and become unusable here.
   * @throws {InspectionFailed} when nothing could be found out
   */
  inspect(
    bytes: Uint8Array,
    demands: HeaderLimits & { readonly avatarType: AvatarType },
  ): Promise<GoodPhoto | RefusedPhoto>;
}

export interface FaceComparer {
  /**
   * Tells whether stored photos show one person. Photos are requested one at a time; face descriptors are discarded on
   * return.
   * @returns for each photo the distance of its largest face to those of the others (resemblance.ts); null: no face, or
   * fewer than three photos with one
   * @throws {InspectionFailed} when nothing could be found out
   */
  compareFaces(jpegs: AsyncIterable<Uint8Array>): Promise<(number | null)[]>;
}

/** Thrown when an inspection died or took too long. Once may be chance; three times it is the photo. */
export class InspectionFailed extends Error {
  override readonly name = 'InspectionFailed';
}
