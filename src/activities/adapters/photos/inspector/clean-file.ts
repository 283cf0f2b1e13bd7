import type { Orientation } from './orientation.ts';

/** A file reduced to what makes its picture. */
export interface CleanFile {
  readonly bytes: Uint8Array;
  readonly orientation: Orientation;
  /** It holds several pictures, which the decoder would not report. */
  readonly isAnimated?: boolean;
  /** A coding that hardly any program can show. */
  readonly isUnsupported?: boolean;
  /**
   * Whether part of the picture is missing, where the decoder would not report it.
   * @param hasAllBlocks of what is there: they need not be counted, which takes a third of a large photo's decoding
   */
  readonly isCut?: (hasAllBlocks: boolean) => boolean;
}

/** Longest ICC profile that is kept, bytes: phones' have 500, printing presses' up to 3 million. */
export const LONGEST_PROFILE = 4 * 1024 * 1024;

export class KeptMetadata {
  readonly #file: Buffer;
  readonly #pieces: { start: number; end: number }[] = [];
  readonly #added: Buffer[] = [];

  constructor(file: Buffer) {
    this.#file = file;
  }

  keep(start: number, end: number): void {
    const last = this.#pieces.at(-1);
    if (last?.end === start) last.end = end;
    else this.#pieces.push({ start, end });
  }

  /** Appends metadata that the file lacks. */
  add(...bytes: readonly Buffer[]): void {
    this.#added.push(...bytes);
  }

  bytes(): Buffer {
    return Buffer.concat([...this.#pieces.map(({ start, end }) => this.#file.subarray(start, end)), ...this.#added]);
  }
}
