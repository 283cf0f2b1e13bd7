import { setTimeout as sleep } from 'node:timers/promises';
import { NotReady } from './errors.ts';
import type { Running } from './processes.ts';

const READY_TIMEOUT_MS = 60_000;

/** Until a server answers. @throws {NotReady} with what it printed last, when it ends or does not answer in time */
export async function ready(server: Running, answers: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let over = false;
  void server.ended.then(() => (over = true));
  while (Date.now() < deadline && !over) {
    try {
      await answers();
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new NotReady(`${server.name} ${over ? 'ended' : 'does not answer'}. It printed last:\n${server.lastLines()}`);
}
