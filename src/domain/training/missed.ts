/** How often in a row something was not found, and since when, ms since the epoch. */
export interface Missed {
  readonly times: number;
  readonly since: number;
}

/** Fewer misses in a row count as a momentary fault, however far apart they are. */
const FEWEST_TIMES = 3;

export function missedAgain(before: Missed | undefined, now: number): Missed {
  return { times: (before?.times ?? 0) + 1, since: before?.since ?? now };
}

/** Whether it is believed to be gone. @param afterMs how long it must not have been found */
export function isGone({ times, since }: Missed, now: number, afterMs: number): boolean {
  return times >= FEWEST_TIMES && now - since >= afterMs;
}
