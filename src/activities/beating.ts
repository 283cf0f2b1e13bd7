import { heartbeat } from '@temporalio/activity';

/** Between two heartbeats, ms: a worker that is killed is noticed after a timeout of some tens of seconds. */
const EVERY_MS = 3_000;

/** Does the work of an activity, and tells Temporal meanwhile that its worker is alive. @param details of the heartbeats */
export async function beating<T>(work: () => Promise<T>, details?: unknown): Promise<T> {
  heartbeat(details);
  const timer = setInterval(() => heartbeat(details), EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
