import { expect } from 'chai';
import { loraWeights } from '../../../emulators/fal/safetensors.ts';
import {
  headerLength,
  MAX_HEADER_BYTES,
  NotSafetensors,
  tensorBytes,
} from '../../../src/domain/training/safetensors.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const header = (value: unknown): Uint8Array => bytes(JSON.stringify(value));
const tensor = (begin: number, end: number, rest: object = {}) => ({
  dtype: 'BF16',
  shape: [(end - begin) / 2],
  data_offsets: [begin, end],
  ...rest,
});

describe('the header of a safetensors file', () => {
  function lengthOf(length: bigint): number {
    const start = Buffer.alloc(12);
    start.writeBigUInt64LE(length);
    return headerLength(start);
  }

  it('follows its length in eight bytes, little-endian', () => {
    expect(lengthOf(2n)).to.equal(2);
    expect(lengthOf(0x0102n)).to.equal(258);
    expect(lengthOf(BigInt(MAX_HEADER_BYTES))).to.equal(MAX_HEADER_BYTES);
  });

  it('is refused by its length alone when it is too long, or too short for an object', () => {
    for (const length of [0n, 1n, BigInt(MAX_HEADER_BYTES) + 1n, 2n ** 64n - 1n]) {
      expect(() => lengthOf(length), String(length)).to.throw(NotSafetensors, 'a header of');
    }
  });

  it('tells how many bytes of tensors follow', () => {
    expect(tensorBytes(header({ a: tensor(0, 8) }))).to.equal(8);
    expect(tensorBytes(header({ b: tensor(8, 20), a: tensor(0, 8) }))).to.equal(20);
    expect(tensorBytes(header({ __metadata__: { format: 'pt' }, a: tensor(0, 8) }))).to.equal(8);
    expect(tensorBytes(bytes(`${JSON.stringify({ a: tensor(0, 8) })}     `))).to.equal(8);
    expect(tensorBytes(header({ a: tensor(0, 8), empty: tensor(8, 8, { shape: [0, 3] }) }))).to.equal(8);
    expect(tensorBytes(header({ a: tensor(0, 2, { shape: [] }) }))).to.equal(2);
    const lora = loraWeights('any');
    const start = 8 + headerLength(lora);
    expect(tensorBytes(lora.subarray(8, start))).to.equal(lora.length - start);
  });

  it('counts values by their type, also by those of less than a byte', () => {
    for (const [dtype, size] of [
      ['F64', 64],
      ['F32', 32],
      ['F16', 16],
      ['F8_E4M3', 8],
      ['BOOL', 8],
      ['F4', 4],
    ] as const) {
      expect(tensorBytes(header({ a: { dtype, shape: [2, 4], data_offsets: [0, size] } })), dtype).to.equal(size);
    }
  });

  const damaged: readonly [what: string, header: Uint8Array, says: string][] = [
    ['is no JSON', bytes('{"a": '), 'no JSON object'],
    ['is no text', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'no JSON object'],
    ['is a list', bytes('[]'), 'no JSON object'],
    ['begins with a space', bytes(` ${JSON.stringify({ a: tensor(0, 8) })}`), 'no JSON object'],
    ['names no tensor', header({}), 'no tensor'],
    ['names metadata alone', header({ __metadata__: { format: 'pt' } }), 'no tensor'],
    ['has numbers for metadata', header({ __metadata__: { steps: 3 }, a: tensor(0, 8) }), 'metadata'],
    ['has tensors without a single value', header({ a: tensor(0, 0, { shape: [0] }) }), 'without a value'],
    ['has a tensor that is a text', header({ a: 'pt' }), 'a tensor that is none'],
    ['has a type that nobody knows', header({ a: tensor(0, 8, { dtype: 'F128' }) }), 'unknown type'],
    ['has a type out of the prototype', header({ a: tensor(0, 8, { dtype: 'constructor' }) }), 'unknown type'],
    ['has no type', header({ a: { shape: [4], data_offsets: [0, 8] } }), 'unknown type'],
    ['has no shape', header({ a: { dtype: 'BF16', data_offsets: [0, 8] } }), 'without shape'],
    ['has no offsets', header({ a: { dtype: 'BF16', shape: [4] } }), 'without shape or offsets'],
    ['has a negative side', header({ a: tensor(0, 8, { shape: [-2, -2] }) }), 'without shape'],
    ['has half a side', header({ a: tensor(0, 8, { shape: [1.5] }) }), 'without shape'],
    ['has one offset', header({ a: tensor(0, 8, { data_offsets: [0] }) }), 'another size'],
    ['has three offsets', header({ a: tensor(0, 8, { data_offsets: [0, 8, 8] }) }), 'another size'],
    ['has a tensor that ends before it begins', header({ a: tensor(0, 8, { data_offsets: [8, 0] }) }), 'another size'],
    ['has more bytes than its shape', header({ a: tensor(0, 8, { shape: [3] }) }), 'another size'],
    ['has a shape beyond all numbers', header({ a: tensor(0, 8, { shape: [2 ** 40, 2 ** 40] }) }), 'another size'],
    ['does not begin at the first byte', header({ a: tensor(2, 8) }), 'a gap or an overlap at byte 0'],
    ['has a gap', header({ a: tensor(0, 8), b: tensor(10, 12) }), 'a gap or an overlap at byte 8'],
    ['has an overlap', header({ a: tensor(0, 8), b: tensor(6, 12) }), 'a gap or an overlap at byte 8'],
    ['has the same bytes twice', header({ a: tensor(0, 8), b: tensor(0, 8) }), 'a gap or an overlap at byte 8'],
  ];
  for (const [what, wrong, says] of damaged) {
    it(`is refused when it ${what}`, () => {
      expect(() => tensorBytes(wrong)).to.throw(NotSafetensors, says);
    });
  }
});
