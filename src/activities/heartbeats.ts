import { heartbeat } from '@temporalio/activity';

const EVERY_MS = 3_000;

/** Works, and tells Temporal every few seconds that it still does: whoever was killed is noticed soon. @param details what another attempt goes on with */
export async function withHeartbeats<T>(work: () => Promise<T>, details?: () => unknown): Promise<T> {
  const beat = () => heartbeat(details?.());
  const beating = setInterval(beat, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(beating);
  }
}
