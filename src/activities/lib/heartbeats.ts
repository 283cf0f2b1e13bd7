import { heartbeat } from '@temporalio/activity';

/** Between two heartbeats, ms: a killed worker is noticed after a timeout of some tens of seconds. */
const EVERY_MS = 3_000;

/** Does an activity's work, and sends a heartbeat at once and every few seconds. @param details what another attempt starts from */
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
