import { Readable } from 'node:stream';
import { headerLength, LENGTH_BYTES, NotSafetensors, tensorBytes } from '../../../domain/training/safetensors.ts';
import { ResultDamaged, type WeightsFile } from '../../ports/trainer.ts';

/** Plausible sizes of a LoRA, bytes. FAL's are some ten to some hundred MB, and it loads none above 2 GB without a surcharge. */
const LEAST_WEIGHTS_BYTES = 16 * 1024;
const MOST_WEIGHTS_BYTES = 2 * 1024 ** 3;

/**
 * Passes the bytes on, holding back only the header. Fails with ResultDamaged instead of ending when they are not
 * complete safetensors: the receiver must store nothing then.
 */
export function verifiedWeights(file: WeightsFile): Readable {
  return Readable.from(verified(file), { objectMode: false });
}

async function* verified({ body, length, toldBytes }: WeightsFile): AsyncGenerator<Uint8Array> {
  const sizes = [length, toldBytes].filter((size) => size !== undefined);
  let bytes = 0;
  let expected: number | undefined;
  let head = Buffer.alloc(0);
  try {
    for (const size of sizes) agree(size, sizes[0]);
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (expected === undefined) {
        head = Buffer.concat([head, chunk]);
        expected = sizeByHeader(head);
        if (expected !== undefined) {
          for (const size of sizes) agree(size, expected);
          head = Buffer.alloc(0);
        }
      }
      if (bytes > (expected ?? MOST_WEIGHTS_BYTES)) throw new ResultDamaged('more bytes than the weights have');
      yield chunk;
    }
    if (bytes !== expected) throw new ResultDamaged(`${bytes} bytes of ${expected ?? 'a file that has no header'}`);
  } catch (error) {
    throw error instanceof NotSafetensors ? new ResultDamaged(`the weights have ${error.message}`) : error;
  } finally {
    body.destroy();
  }
}

/** @returns the size of the file, bytes, once its header is complete */
function sizeByHeader(head: Buffer): number | undefined {
  if (head.length < LENGTH_BYTES) return undefined;
  const start = LENGTH_BYTES + headerLength(head);
  if (head.length < start) return undefined;
  const size = start + tensorBytes(head.subarray(LENGTH_BYTES, start));
  if (size < LEAST_WEIGHTS_BYTES || size > MOST_WEIGHTS_BYTES) throw new ResultDamaged(`weights of ${size} bytes`);
  return size;
}

function agree(size: number, other: number | undefined): void {
  if (size !== other) throw new ResultDamaged(`the weights are of ${size} bytes, or of ${other}`);
}
