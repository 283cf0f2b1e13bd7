/**
 * The header of a safetensors file: 8 bytes with its length, little-endian, then that many bytes of JSON, then the
 * tensors' bytes without a gap. Source: github.com/huggingface/safetensors, «Format», and its own reader, tensor.rs.
 */

export class NotSafetensors extends Error {
  override readonly name = 'NotSafetensors';
}

export const LENGTH_BYTES = 8;

/** Longest accepted header, bytes. A LoRA's is some 100 kB; the format's own readers stop at 100 MB. */
export const MAX_HEADER_BYTES = 8 * 1024 * 1024;

const bitsOf: ReadonlyMap<unknown, number> = new Map(
  (
    [
      [4, ['F4']],
      [6, ['F6_E2M3', 'F6_E3M2']],
      [8, ['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ']],
      [16, ['I16', 'U16', 'F16', 'BF16']],
      [32, ['I32', 'U32', 'F32']],
      [64, ['C64', 'I64', 'U64', 'F64']],
    ] as const
  ).flatMap(([bits, types]) => types.map((type) => [type, bits] as const)),
);

/** @param bytes the first eight of a file, or more @returns length of the header, bytes @throws {NotSafetensors} */
export function headerLength(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length < 2n || length > MAX_HEADER_BYTES) throw new NotSafetensors(`a header of ${length} bytes`);
  return Number(length);
}

/** @param header its bytes, without the length before them @returns bytes of tensors that follow @throws {NotSafetensors} */
export function tensorBytes(header: Uint8Array): number {
  const { __metadata__: metadata, ...tensors } = parsed(header);
  if (metadata !== undefined && !isTextOnly(metadata)) throw new NotSafetensors('metadata other than texts');
  const ranges = Object.values(tensors).map(rangeOf);
  if (ranges.length === 0) throw new NotSafetensors('no tensor');
  let end = 0;
  for (const range of ranges.toSorted((one, other) => one.begin - other.begin || one.end - other.end)) {
    if (range.begin !== end) throw new NotSafetensors(`tensors with a gap or an overlap at byte ${end}`);
    end = range.end;
  }
  if (end === 0) throw new NotSafetensors('tensors without a value');
  return end;
}

function parsed(header: Uint8Array): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
    if (header[0] === 0x7b && isRecord(json)) return json;
  } catch {
    // Thrown below.
  }
  throw new NotSafetensors('a header that is no JSON object');
}

/** Byte range of a tensor's values after the header. */
function rangeOf(tensor: unknown): { begin: number; end: number } {
  if (!isRecord(tensor)) throw new NotSafetensors('a tensor that is none');
  const { dtype, shape, data_offsets: offsets } = tensor;
  const bits = bitsOf.get(dtype);
  if (bits === undefined) throw new NotSafetensors('a tensor of an unknown type');
  if (!isCounts(shape) || !isCounts(offsets)) throw new NotSafetensors('a tensor without shape or offsets');
  const [begin = 0, end = -1, ...more] = offsets;
  const values = shape.reduce((product, side) => product * side, 1);
  const fits = Number.isSafeInteger(values * bits) && (end - begin) * 8 === values * bits;
  if (!fits || more.length > 0) throw new NotSafetensors('a tensor of another size than its shape');
  return { begin, end };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && Number(count) >= 0);
}

function isTextOnly(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
