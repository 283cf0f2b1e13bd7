import { expect } from 'chai';
import { Readable } from 'node:stream';
import { loraWeights } from '../../../../emulators/fal/safetensors.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { verifiedWeights } from '../../../../src/activities/avatar/training/verified-weights.ts';
import type { WeightsFile } from '../../../../src/activities/ports/trainer.ts';
import { rejection } from '../../../support/http-stub.ts';

const whole = loraWeights('a seed');

/** Cut into chunks of so many bytes. */
function* chunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const file = (bytes: Uint8Array, rest: Partial<WeightsFile> = {}, size = 7_000): WeightsFile => ({
  body: Readable.from(chunks(bytes, size)),
  ...rest,
});
const through = (weights: WeightsFile) => readAll(verifiedWeights(weights));
const damage = async (weights: WeightsFile): Promise<string> => {
  const error = await rejection(through(weights));
  expect(error.name).to.equal('ResultDamaged');
  return error.message;
};

/** A file whose tensor has this many bytes by its header, and `there` in fact. */
function sized(tensorBytes: number, there = tensorBytes): Buffer {
  const header = JSON.stringify({ a: { dtype: 'U8', shape: [tensorBytes], data_offsets: [0, tensorBytes] } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(there)]);
}

describe('weights that stream into storage', () => {
  for (const size of [7, 8, 9, 500, 10_000_000]) {
    it(`pass unchanged when they are whole, in chunks of ${size} bytes`, async () => {
      const sizes = { length: whole.length, toldBytes: whole.length };
      expect(Buffer.compare(Buffer.from(await through(file(whole, sizes, size))), whole)).to.equal(0);
    });
  }

  it('pass when their size is unknown', async () => {
    expect(await through(file(whole))).to.have.length(whole.length);
  });

  it('are damaged when they end early, or late', async () => {
    expect(await damage(file(whole.subarray(0, whole.length - 1)))).to.equal(
      `${whole.length - 1} bytes of ${whole.length}`,
    );
    expect(await damage(file(whole.subarray(0, whole.length / 2)))).to.match(/ bytes of /);
    expect(await damage(file(Buffer.concat([whole, Buffer.from([0])])))).to.equal('more bytes than the weights have');
  });

  it('are damaged when there is no header, or only some of it', async () => {
    for (const length of [0, 5, 8, 100]) {
      expect(await damage(file(whole.subarray(0, length)))).to.equal(`${length} bytes of a file that has no header`);
    }
  });

  it('are damaged when they are something else', async () => {
    expect(await damage(file(Buffer.from('<!doctype html><title>Sign in</title>')))).to.match(
      /^the weights have a header/,
    );
    expect(await damage(file(sized(20_000).fill(0x20, 8, 20)))).to.equal(
      'the weights have a header that is no JSON object',
    );
  });

  it('are damaged when announced sizes differ, before the rest is read', async () => {
    const { length } = whole;
    expect(await damage(file(whole, { length: length - 1 }))).to.equal(
      `the weights are of ${length - 1} bytes, or of ${length}`,
    );
    expect(await damage(file(whole, { toldBytes: length + 4096 }))).to.include(`of ${length + 4096} bytes`);
    let read = 0;
    const body = Readable.from(
      (function* () {
        for (const chunk of chunks(whole, 1_000)) {
          read += chunk.length;
          yield chunk;
        }
      })(),
    );
    expect(await damage({ body, length, toldBytes: length + 1 })).to.include('or of');
    expect(read).to.equal(0);
    expect(body.destroyed).to.equal(true);
  });

  it('are damaged when their header announces fewer bytes than any weights have, or more', async () => {
    expect(await damage(file(sized(1_000)))).to.match(/^weights of 1\d+ bytes$/);
    expect(await damage(file(sized(3 * 1024 ** 3, 10)))).to.match(/^weights of 3221\d+ bytes$/);
  });

  it('fail with the error of the download: that says nothing about the weights', async () => {
    const broken = async function* () {
      yield whole.subarray(0, 50_000);
      throw new Error('the connection was lost');
    };
    const error = await rejection(through({ body: Readable.from(broken()) }));
    expect(error.message).to.equal('the connection was lost');
  });

  it('are read no further when the receiver stops', async () => {
    const source = file(whole, {}, 1_000);
    const taking = verifiedWeights(source);
    for await (const _ of taking) break;
    expect(source.body.destroyed).to.equal(true);
  });
});
