import type { Orientation } from './orientation.ts';

/** A file with what makes its picture, and nothing else. */
export interface CleanFile {
  readonly bytes: Uint8Array;
  readonly orientation: Orientation;
  /** Whether it holds more than one picture, where the decoder would not tell. */
  readonly isAnimated?: boolean;
  /** Coded in a way that hardly anything shows. */
  readonly isUnsupported?: boolean;
  /** Whether part of its picture is missing, where the decoder would not tell; looks through all of it. */
  readonly isCut?: () => boolean;
}

/** Longest ICC profile kept, bytes: those of phones have 500, those of printing presses up to 3 million. */
export const LONGEST_PROFILE = 4 * 1024 * 1024;

/** Pieces of a file that are kept, put together. */
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

  /** What the file lacks, after all that is kept of it. */
  add(...bytes: readonly Buffer[]): void {
    this.#added.push(...bytes);
  }

  /** A copy. */
  bytes(): Buffer {
    return Buffer.concat([...this.#pieces.map(({ start, end }) => this.#file.subarray(start, end)), ...this.#added]);
  }
}
