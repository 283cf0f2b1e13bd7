export interface PhotoSource {
  /**
   * @param maxBytes never more than this is held in memory
   * @throws {PhotoTooLarge} the file is larger, or too large for Telegram to hand out
   * @throws {PhotoUnavailable} Telegram no longer knows the file
   */
  fetch(fileId: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

export class PhotoTooLarge extends Error {
  override readonly name = 'PhotoTooLarge';
}

export class PhotoUnavailable extends Error {
  override readonly name = 'PhotoUnavailable';
}
