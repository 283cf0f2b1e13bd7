const endings: ReadonlySet<string> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
  'CONTINUED_AS_NEW',
]);

/** Whether a run in this status has ended. What Temporal may add is taken for open: whoever asks leaves alone what is in use. */
export function isEnding(status: string): boolean {
  return endings.has(status);
}
