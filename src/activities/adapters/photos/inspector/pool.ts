import { Piscina } from 'piscina';
import { InspectionFailed } from '../../../ports/photo-inspector.ts';
import { Gate } from './gate.ts';
import { createSlots } from './slots.ts';

/** Threads that do one task at a time. A thread that dies or takes too long is replaced. */
export interface Pool {
  /**
   * @param name of the function in the threads' file
   * @param bytes of the task, moved to the thread
   * @param slots number of threads that the task blocks
   * @throws {InspectionFailed}
   */
  run(name: string, task: unknown, bytes: Uint8Array, slots?: number): Promise<unknown>;
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  /** Longest task, ms, from when a thread is free for it. */
  readonly timeLimitMs: number;
  /** The file that each thread runs; its function `ready` throws when it cannot start. */
  readonly thread: URL;
}

/** Longest wait for a thread to leave the gate before it is ended, ms; the largest photo is inside for a second. */
const GATE_LIMIT_MS = 10_000;

/** New objects in a thread, MB; pixels are elsewhere. By default 48 gather; 4 would make photos of the chat 6 % slower. */
const YOUNG_MB = 16;

/** @throws what `ready` throws in a thread */
export async function createPool({ threads, timeLimitMs, thread }: PoolOptions): Promise<Pool> {
  const gate = new Gate();
  const pool = new Piscina({
    filename: thread.href,
    workerData: gate.shared,
    minThreads: threads,
    maxThreads: threads,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    // Between photos a thread must run the decoders' background work.
    atomics: 'disabled',
  });
  // A thread may die between two tasks. It is replaced; without a listener the error would end the process.
  pool.on('error', () => undefined);
  async function endNow(end: () => void | Promise<void>): Promise<void> {
    await gate.shut(GATE_LIMIT_MS);
    await end();
    gate.open();
  }
  let ended = Promise.resolve();
  /** Ends threads, by `end`, when none is inside the gate; one such ending after another. */
  function endThreads(end: () => void | Promise<void>): Promise<void> {
    ended = ended.then(() => endNow(end));
    return ended;
  }

  try {
    await pool.run(undefined, { name: 'ready' });
  } catch (error) {
    await endThreads(() => pool.destroy());
    throw error;
  }
  // Not the pool's own queue, which counts waiting as work.
  const slots = createSlots(threads);

  async function runInTime(name: string, task: unknown, bytes: Uint8Array): Promise<unknown> {
    const limit = new AbortController();
    const timer = setTimeout(() => void endThreads(() => limit.abort(new Error('it took too long'))), timeLimitMs);
    try {
      return await pool.run(task, { name, transferList: [bytes.buffer as ArrayBuffer], signal: limit.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async run(name, task, bytes, needed = 1) {
      try {
        return await slots.take(needed, () => runInTime(name, task, bytes));
      } catch (error) {
        throw new InspectionFailed(error instanceof Error ? error.message : String(error));
      }
    },
    async close() {
      slots.close();
      await endThreads(() => pool.destroy());
    },
  };
}
