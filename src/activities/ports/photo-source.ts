/** Where a photo's bytes come from. */
export interface PhotoSource {
  /**
   * @param maxBytes more than this is never held in memory
   * @throws {PhotoTooLarge} when the file is larger, or Telegram will not hand it out for its size
   * @throws {PhotoUnavailable} when Telegram does not know the file any more
   */
  fetch(fileId: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** Thrown when a file has more bytes than are taken. */
export class PhotoTooLarge extends Error {
  override readonly name = 'PhotoTooLarge';
}

/** Thrown when a file is gone for good. */
export class PhotoUnavailable extends Error {
  override readonly name = 'PhotoUnavailable';
}
