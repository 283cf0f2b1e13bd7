import './no-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { inside } from './thread-gate.ts';

/** Thrown when a model's file is not the measured version. */
export class WrongModel extends Error {
  override readonly name = 'WrongModel';
  constructor(file: string, found: string, expected: string) {
    super(`${file} has SHA-256 ${found}, and should have ${expected}: restore the file from version control`);
  }
}

/** Opens a network in the calling thread. @param sha256 of its file, hex @throws {WrongModel} */
export async function openModel(file: URL, sha256: string): Promise<InferenceSession> {
  const bytes = await readFile(file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new WrongModel(basename(fileURLToPath(file)), found, sha256);
  const session = await inside(() =>
    InferenceSession.create(bytes, {
      // Each of our threads has its own session: more threads inside would compete with each other.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      // It would reserve memory anew for each size of input, up to 40 MB, and is no faster.
      enableMemPattern: false,
      logSeverityLevel: 3,
    }),
  );
  // The runtime has copied it, and the collector does not see that it is large.
  bytes.buffer.transfer(0);
  return session;
}

/** @throws {Error} when an output is not of the model's type */
export function floats(data: unknown): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('the model answered in another type than it should');
  return data;
}
