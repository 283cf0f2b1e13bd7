import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { InspectionFailed, type PhotoInspector } from '../../ports/photo-inspector.ts';
import type { Answer, Question } from './question.ts';
import { safeSharp } from './safe-sharp.ts';
import { createSlots } from './slots.ts';

export interface PhotoInspectorOptions {
  /** Photos inspected at once, each in a thread of its own; as many as there are cores without. */
  readonly threads?: number;
  /** Longest inspection, ms, from when a thread is free for it: a 12 MP photo takes a tenth of a second, one of HEIC a second. */
  readonly timeLimitMs?: number;
  /** The file that each thread runs. */
  readonly thread?: URL;
}

/**
 * Inspects photos in threads of their own: no decoder, however slow, holds up the event loop, and a thread that dies is replaced.
 * @throws {Error} when a thread cannot be made ready: the face model is missing or another one, the runtime does not load
 */
export async function createPhotoInspector({
  threads = availableParallelism(),
  timeLimitMs = 40_000,
  thread = new URL('./thread.ts', import.meta.url),
}: PhotoInspectorOptions = {}): Promise<PhotoInspector & { readonly threads: number; close(): Promise<void> }> {
  safeSharp();
  const pool = new Piscina({
    filename: thread.href,
    minThreads: threads,
    maxThreads: threads,
    // Between photos a thread must go on with what the decoders have in the background.
    atomics: 'disabled',
  });
  // A thread may die between two photos: it is replaced, and nobody has anything to hear of.
  pool.on('error', () => undefined);
  try {
    await pool.run(undefined, { name: 'ready' });
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  // Not the pool's own queue: the time limit is to begin with the work, and large photos are to be alone.
  const slots = createSlots(threads);

  async function ask(question: Question): Promise<Answer> {
    const answer: unknown = await pool.run(question, {
      name: 'inspectPhoto',
      transferList: [question.bytes.buffer as ArrayBuffer],
      signal: AbortSignal.timeout(timeLimitMs),
    });
    return answer as Answer;
  }

  return {
    threads,
    async inspect(bytes, demands) {
      // A copy where the bytes are a window on something larger: what is moved is moved whole.
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
      try {
        let answer = await slots.take(1, () => ask({ bytes: own, demands, alone: false }));
        const { heavy } = answer;
        if (heavy) answer = await slots.take(threads, () => ask({ bytes: heavy, demands, alone: true }));
        if (answer.heavy) throw new Error('a photo was given back for which there was room');
        return answer.inspected;
      } catch (error) {
        throw new InspectionFailed(error instanceof Error ? error.message : String(error));
      }
    },
    /** Gives up the photos under way. */
    async close() {
      slots.close();
      await pool.destroy();
    },
  };
}
