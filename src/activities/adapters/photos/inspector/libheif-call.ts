/* oxlint-disable no-underscore-dangle -- C functions are exported so */
import type { Libheif } from 'libheif-js/libheif-wasm/libheif-bundle.mjs';

export class HeifError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`libheif: ${code}`);
    this.code = code;
  }
}

/** @returns a function that makes a call and returns what the call wrote to `at`; it throws `HeifError` */
export function caller(heif: Libheif): (call: (error: number, at: number) => void) => number {
  const at = heif._malloc(16);
  return (call) => {
    call(at + 4, at);
    const [result = 0, code = 0] = heif.HEAPU32.subarray(at / 4);
    if (code !== 0) throw new HeifError(code);
    return result;
  };
}
