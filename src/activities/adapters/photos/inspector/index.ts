import { availableParallelism } from 'node:os';
import './no-telemetry.ts';
import { InspectionFailed, type FaceComparer, type PhotoInspector } from '../../../ports/photo-inspector.ts';
import type { FaceEmbedding } from './face-recogniser.ts';
import { createPool, type PoolOptions } from './pool.ts';
import type { InspectionAnswer, Question } from './question.ts';
import { safeSharp } from './safe-sharp.ts';
import { faceDistancesOf } from './face-distance.ts';

/**
 * Inspects photos in threads, by default one for each core: no slow decoder blocks the event loop, and a thread that
 * dies is replaced. A 12 MP photo takes a tenth of a second, a HEIC one a second.
 * @throws {Error} when a thread cannot start: the face model is missing or another one, the runtime does not load
 */
export async function createPhotoInspector({
  threads = availableParallelism(),
  timeLimitMs = 40_000,
  thread = new URL('./thread.ts', import.meta.url),
}: Partial<PoolOptions> = {}): Promise<
  PhotoInspector & FaceComparer & { readonly threads: number; close(): Promise<void> }
> {
  safeSharp();
  const pool = await createPool({ threads, timeLimitMs, thread });
  const ask = async (question: Question) =>
    (await pool.run('inspectPhoto', question, question.bytes, question.alone ? threads : 1)) as InspectionAnswer;

  return {
    threads,
    async inspect(bytes, demands) {
      // Copy a view of a larger buffer, because the whole buffer is moved.
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
      let answer = await ask({ bytes: own, demands, alone: false });
      if (answer.heavy) answer = await ask({ bytes: answer.heavy, demands, alone: true });
      if (answer.heavy) throw new InspectionFailed('a photo was given back for which there was room');
      return answer.inspected;
    },
    async compareFaces(jpegs) {
      const faces: (FaceEmbedding | null)[] = [];
      for await (const jpeg of jpegs) {
        const own = Uint8Array.from(jpeg);
        faces.push((await pool.run('recogniseFace', own, own)) as FaceEmbedding | null);
      }
      return faceDistancesOf(faces);
    },
    close: () => pool.close(),
  };
}
