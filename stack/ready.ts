import { setTimeout as sleep } from 'node:timers/promises';
import { NotReady } from './errors.ts';
import type { Running } from './processes.ts';

const READY_TIMEOUT_MS = 60_000;
const ANSWER_TIMEOUT_MS = 5_000;
const PAUSE_MS = 50;

/** Waits until a server answers. @throws {NotReady} with its last output, when it ends or does not answer in time */
export async function ready(server: Running, answers: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  const ended = server.ended.then(() => 'ended' as const);
  let state: 'answers' | 'ended' | 'silent' = 'silent';
  while (Date.now() < deadline && state === 'silent') {
    const asked = answers().then(
      () => 'answers' as const,
      () => sleep(PAUSE_MS, 'silent' as const),
    );
    state = await Promise.race([asked, sleep(ANSWER_TIMEOUT_MS, 'silent' as const, { ref: false }), ended]);
  }
  if (state === 'answers') return;
  const what = state === 'ended' ? 'ended' : 'does not answer';
  throw new NotReady(`${server.name} ${what}. It printed last:\n${server.lastLines()}`);
}
