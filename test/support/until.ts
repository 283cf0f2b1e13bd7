/** ms between two questions: a sixth of the time waited so far, since each costs the servers some work. */
const PAUSE_MS = { least: 25, most: 250 };

/** Repeats the question until the answer is accepted. @throws {Error} with the last answer, after `timeoutMs` */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  timeoutMs = 40_000,
): Promise<T> {
  const began = Date.now();
  let last: T | undefined;
  let error: unknown;
  while (Date.now() - began < timeoutMs) {
    try {
      last = await ask();
      error = undefined;
      if (holds(last)) return last;
    } catch (thrown) {
      error = thrown;
    }
    const pause = Math.min(PAUSE_MS.most, Math.max(PAUSE_MS.least, (Date.now() - began) / 6));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(
    `waited in vain for ${what}; last: ${JSON.stringify(last)}${error instanceof Error ? `; error: ${error.message}` : ''}`,
  );
}
