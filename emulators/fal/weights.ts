import * as v from 'valibot';
import { loraWeights } from './safetensors.ts';

/**
 * Faulty weights of a run that ends well: none in the result, an address without a file, an empty file, one that is cut off, a web
 * page instead of it, another size than the result says.
 */
export const WeightsFault = v.picklist([
  'no-weights',
  'missing-weights',
  'empty-weights',
  'broken-weights',
  'html-weights',
  'wrong-size-weights',
]);
export type WeightsFault = v.InferOutput<typeof WeightsFault>;

/** The file behind the address of the weights; `toldSize` is the size in the result. */
export interface Weights {
  contentType: string;
  bytes: Buffer;
  toldSize: number;
}

const PAGE = Buffer.from(
  '<!doctype html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n',
);

/** Undefined if the address has no file. */
export function weightsOf(seed: string, fault: WeightsFault | undefined): Weights | undefined {
  const whole = loraWeights(seed);
  const weights = { contentType: 'application/octet-stream', bytes: whole, toldSize: whole.length };
  switch (fault) {
    case undefined:
      return weights;
    case 'no-weights':
    case 'missing-weights':
      return undefined;
    case 'empty-weights':
      return { ...weights, bytes: Buffer.alloc(0) };
    case 'broken-weights': {
      const bytes = whole.subarray(0, whole.length / 2);
      return { ...weights, bytes, toldSize: bytes.length };
    }
    case 'html-weights':
      return { ...weights, contentType: 'text/html', bytes: PAGE };
    case 'wrong-size-weights':
      return { ...weights, toldSize: whole.length + 4096 };
  }
}

/** The size in the result when there is no file: that of a whole one. */
export function toldSize(seed: string, fault: WeightsFault | undefined): number {
  return weightsOf(seed, fault)?.toldSize ?? loraWeights(seed).length;
}
