import { setTimeout as pause } from 'node:timers/promises';
import type { Transformer } from 'grammy';
import { currentHanding } from './handing.ts';

/** Longest delay that is waited for, s: over-editing has cost 230 s, a change of the profile hours. */
const LONGEST_S = 900;

/** Makes a call after the delay that Telegram asks for; the chat's next updates do not wait for it. */
export function delayed(): Transformer {
  return async (previous, method, payload, signal) => {
    for (;;) {
      const result = await previous(method, payload, signal);
      const wanted = result.ok ? undefined : result.parameters?.retry_after;
      if (wanted === undefined || wanted > LONGEST_S) return result;
      currentHanding()?.goOn();
      await pause(wanted * 1_000, undefined, { ref: false });
    }
  };
}
