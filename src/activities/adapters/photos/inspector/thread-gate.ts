import { isMainThread, workerData } from 'node:worker_threads';
import { Gate } from './gate.ts';

/** The pool's gate, handed to this thread; one of its own without a pool. */
const gate = new Gate(!isMainThread && workerData instanceof SharedArrayBuffer ? workerData : undefined);
let depth = 0;

/** Goes in, unless the thread is inside already. */
export function goIn(): void {
  if (depth === 0) gate.enter();
  depth += 1;
}

export function goOut(): void {
  depth -= 1;
  if (depth === 0) gate.leave();
}

/** Does work that must not be interrupted (gate.ts). */
export async function inside<T>(work: () => Promise<T>): Promise<T> {
  goIn();
  try {
    return await work();
  } finally {
    goOut();
  }
}
