import { heartbeat } from '@temporalio/activity';

/** Between two heartbeats, ms: a worker that is killed is noticed after a timeout of some tens of seconds. */
const EVERY_MS = 3_000;

/**
 * Does the work of an activity, and tells Temporal at once and every few seconds that its worker is alive.
 * @param details what another attempt goes on with
 */
export async function withHeartbeats<T>(work: () => Promise<T>, details?: () => unknown): Promise<T> {
  const beat = () => heartbeat(details?.());
  beat();
  const beating = setInterval(beat, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}
