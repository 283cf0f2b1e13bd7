/** Where a face is, in shares of the photo's sides; of one that the frame cuts, beyond 0 to 1. */
export interface FacePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A photo of a set, as it is stored. */
export interface Print {
  readonly number: number;
  /** Read when it is drawn: all of a set are too much to hold. */
  readonly jpeg: () => Promise<Uint8Array>;
  /** Something speaks against it: its number stands on another colour. */
  readonly weak: boolean;
  /** Of the largest face: what of the photo is shown on a sheet holds its head. */
  readonly face?: FacePlace;
}

/** Draws photos to be looked at in the chat, as JPEG, small enough for Telegram whatever they were. */
export interface PhotoPrints {
  /** At most 1280 px on the longer side. */
  one(jpeg: Uint8Array): Promise<Uint8Array>;
  /** All of them on one sheet, each with its number on it; an empty one where there are none. */
  sheet(prints: readonly Print[]): Promise<Uint8Array>;
}
