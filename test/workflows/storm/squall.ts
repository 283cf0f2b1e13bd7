import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowLab } from '../../support/workflow-lab.ts';
import type { HeldTasks } from './held-tasks.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Random } from './random.ts';

/** What a life gets. */
export interface Storm {
  readonly lab: WorkflowLab;
  readonly tasks: HeldTasks;
  readonly random: Random;
  readonly calls: OpenCalls;
  /** So many ticks, ms. A tick is about as long as a run takes to answer now: 10 ms on an idle machine. */
  readonly ms: (ticks: number) => number;
}

export interface Squall {
  readonly workflowId: string;
  /** Duration of the timer that `send` starts, ms. */
  readonly timerMs: number;
  /** Summary of that timer: it tells when the timer started. */
  readonly summary?: string;
  readonly send: () => Promise<unknown>;
  /** Sent when the timer ends; default: `send`. */
  readonly late?: () => Promise<unknown>;
}

/** A timer that has not started after so many ticks does not exist. */
const NO_TIMER = 50;

/**
 * Messages close together, and one more about when the first one's timer ends, while the workflow's tasks are delayed:
 * a task without an event is open then, and is replayed together with the next.
 * @returns once all was sent, without waiting for answers
 */
export async function squall(
  { tasks, random, ms, calls }: Storm,
  { workflowId, timerMs, summary, send, late }: Squall,
): Promise<void> {
  const sent = (message: () => Promise<unknown>) => void calls.add(message());
  // Draw random numbers here, so that what is sent does not depend on how long anything takes.
  const followersMs = Array.from({ length: random.pick([0, 1, 1, 2]) }, () => ms(2 * random.next()));
  const heldMs = ms(random.pick([0, random.between(2, 8), random.between(4, 20)]));
  const lateMs = timerMs + ms(random.between(-40, 15) / 10);
  const isBegun = summary === undefined ? undefined : tasks.begun(workflowId, summary, ms(NO_TIMER));
  sent(send);
  await isBegun;
  const begun = Date.now();
  for (const gapMs of followersMs) {
    await pause(gapMs);
    sent(send);
  }
  await pause(Math.max(0, begun + lateMs - Date.now()));
  if (heldMs > 0) tasks.hold(workflowId, heldMs);
  sent(late ?? send);
}
