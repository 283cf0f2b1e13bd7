/** A photo of a set, as it is stored. */
export interface Print {
  readonly number: number;
  readonly jpeg: Uint8Array;
  /** Something speaks against it: its number stands on another colour. */
  readonly weak: boolean;
}

/** Draws photos to be looked at in the chat, as JPEG, small enough for Telegram whatever they were. */
export interface PhotoPrints {
  /** At most 1280 px on the longer side. */
  one(jpeg: Uint8Array): Promise<Uint8Array>;
  /** All of them on one sheet, each with its number on it; an empty one where there are none. */
  sheet(prints: readonly Print[]): Promise<Uint8Array>;
}
