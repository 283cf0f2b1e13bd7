/** Place of a face, in shares of the photo's sides; beyond 0 to 1 where the frame cuts it. */
export interface FacePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Print {
  readonly number: number;
  /** Called when the photo is drawn: a whole set would not fit into memory. */
  readonly jpeg: () => Promise<Uint8Array>;
  /** The photo has a weakness: its number has another colour. */
  readonly weak: boolean;
  /** Of the largest face: the sheet's crop keeps its head. */
  readonly face?: FacePlace;
}

/** Draws photos for the chat, as JPEG, small enough for Telegram. */
export interface PhotoPrints {
  /** At most 1280 px on the longer side. */
  one(jpeg: Uint8Array): Promise<Uint8Array>;
  /** All on one sheet, each with its number; an empty sheet where there are none. */
  sheet(prints: readonly Print[]): Promise<Uint8Array>;
}
