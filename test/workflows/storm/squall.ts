import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowLab } from '../../support/workflow-lab.ts';
import type { HeldTasks } from './held-tasks.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Random } from './random.ts';

/** What a life is made of. */
export interface Storm {
  readonly lab: WorkflowLab;
  readonly tasks: HeldTasks;
  readonly random: Random;
  readonly calls: OpenCalls;
  /** So many ticks, ms. A tick is about as long as a run takes to answer just now: 10 ms on an idle machine. */
  readonly ms: (ticks: number) => number;
}

export interface Squall {
  readonly workflowId: string;
  /** Of the timer that `send` starts, ms. */
  readonly timerMs: number;
  /** Of the same timer, where there is one: by it is known when it was started. */
  readonly summary?: string;
  readonly send: () => Promise<unknown>;
  /** What comes as the timer ends; `send` without. */
  readonly late?: () => Promise<unknown>;
}

/** A timer that was not started by then is none, ticks. */
const NO_TIMER = 50;

/**
 * Messages close upon each other, and one more about when the timer of the first ends, while the workflow's tasks are held up: one
 * that has left no event is open then, and is replayed together with the next.
 * @returns once all was sent; answers are not waited for
 */
export async function squall(
  { tasks, random, ms, calls }: Storm,
  { workflowId, timerMs, summary, send, late }: Squall,
): Promise<void> {
  const sent = (message: () => Promise<unknown>) => void calls.add(message());
  // Chance is asked here and now: what is sent does not depend on how long anything takes.
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
