import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Memory, Stall } from './rounds.ts';

/** Interval of the clock's and the memory's measurements, ms. */
const TICK_MS = 1;
const MEMORY_MS = 10;
const NS = 1e6;
const MB = 1024 ** 2;

/** Measures how late the main thread reacts while `work` runs. */
export async function watchingStalls<T>(work: () => Promise<T>): Promise<{ result: T; stallMs: Stall }> {
  const delays = monitorEventLoopDelay({ resolution: TICK_MS });
  delays.enable();
  const result = await work();
  delays.disable();
  const late = (ns: number): number => Math.max(0, ns / NS - TICK_MS);
  return { result, stallMs: { p99: late(delays.percentile(99)), max: late(delays.max) } };
}

/** Measures this process's memory from now on. @returns the measurements so far */
export function watchMemory(): () => Memory {
  const before = process.memoryUsage.rss() / MB;
  let peak = before;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss() / MB);
  };
  setInterval(look, MEMORY_MS).unref();
  return () => {
    look();
    return { before, peak };
  };
}
