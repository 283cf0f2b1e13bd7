import { createCipheriv, createHash } from 'node:crypto';
import * as v from 'valibot';

const RANK = 4;
const WIDTH = 3072;
const TENSORS = [
  ['transformer.single_transformer_blocks.0.attn.to_q.lora_A.weight', [RANK, WIDTH]],
  ['transformer.single_transformer_blocks.0.attn.to_q.lora_B.weight', [WIDTH, RANK]],
  ['transformer.single_transformer_blocks.0.attn.to_k.lora_A.weight', [RANK, WIDTH]],
  ['transformer.single_transformer_blocks.0.attn.to_k.lora_B.weight', [WIDTH, RANK]],
] as const;
const BYTES_PER_VALUE = 2;

/**
 * A small but valid LoRA in the safetensors format (8 bytes of header length, a JSON header, the tensors), about 100 kB.
 * The same seed always gives the same bytes.
 * @see https://github.com/huggingface/safetensors#format
 */
export function loraWeights(seed: string): Buffer {
  const size = RANK * WIDTH * BYTES_PER_VALUE;
  const entries = TENSORS.map(([name, shape], index) => [
    name,
    { dtype: 'BF16', shape, data_offsets: [index * size, (index + 1) * size] },
  ]);
  const header = JSON.stringify({ __metadata__: { format: 'pt', simulated: 'true' }, ...Object.fromEntries(entries) });
  // The tensors must start at a multiple of 8; the format allows trailing spaces for that.
  const padded = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8, ' '));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, smallNumbers(seed, size * TENSORS.length)]);
}

const Tensor = v.object({ data_offsets: v.tuple([v.number(), v.number()]) });
const MAX_HEADER_BYTES = 100_000_000;

/** Whether a file is safetensors, whole to its last byte. */
export function isSafetensors(bytes: Buffer): boolean {
  const length = bytes.length < 8 ? 0n : bytes.readBigUInt64LE(0);
  const start = 8 + Number(length);
  if (length === 0n || length > MAX_HEADER_BYTES || start > bytes.length) return false;
  try {
    const header: object = JSON.parse(bytes.subarray(8, start).toString());
    const ends = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([, tensor]) => v.parse(Tensor, tensor).data_offsets[1]);
    return ends.length > 0 && Math.max(...ends) === bytes.length - start;
  } catch {
    return false;
  }
}

/** Deterministic noise as BF16 numbers of about ±0.003: a sign, a fixed exponent and seven random bits each. */
function smallNumbers(seed: string, bytes: number): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  const noise = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(bytes));
  for (let index = 1; index < noise.length; index += BYTES_PER_VALUE) {
    noise[index] = ((noise[index] ?? 0) & 0x80) | 0x3b;
  }
  return noise;
}
