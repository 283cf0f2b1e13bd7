import { Piscina } from 'piscina';
import { InspectionFailed } from '../../ports/photo-inspector.ts';
import { createSlots } from './slots.ts';

/** Threads that work on one thing at a time; each that dies, or takes too long, is replaced. */
export interface Pool {
  /**
   * @param name of the function in the threads' file
   * @param bytes of the task, moved along with it
   * @param slots threads that are to do nothing else meanwhile
   * @throws {InspectionFailed}
   */
  run(name: string, task: unknown, bytes: Uint8Array, slots?: number): Promise<unknown>;
  /** Gives up what is under way. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  /** Longest task, ms, from when a thread is free for it. */
  readonly timeLimitMs: number;
  /** The file that each thread runs; its function `ready` throws what keeps it from working. */
  readonly thread: URL;
}

/** @throws what `ready` throws in a thread */
export async function createPool({ threads, timeLimitMs, thread }: PoolOptions): Promise<Pool> {
  const pool = new Piscina({
    filename: thread.href,
    minThreads: threads,
    maxThreads: threads,
    // Between photos a thread must go on with what the decoders have in the background.
    atomics: 'disabled',
  });
  // A thread may die between two tasks: it is replaced, and nobody has anything to hear of. Unheard, it would end the process.
  pool.on('error', () => undefined);
  try {
    await pool.run(undefined, { name: 'ready' });
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  // Not the pool's own queue: it counts the wait as work.
  const slots = createSlots(threads);
  return {
    async run(name, task, bytes, needed = 1) {
      const transferList = [bytes.buffer as ArrayBuffer];
      try {
        return await slots.take(needed, () =>
          pool.run(task, { name, transferList, signal: AbortSignal.timeout(timeLimitMs) }),
        );
      } catch (error) {
        throw new InspectionFailed(error instanceof Error ? error.message : String(error));
      }
    },
    async close() {
      slots.close();
      await pool.destroy();
    },
  };
}
