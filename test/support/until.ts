/** Repeats the question until the answer is accepted. @throws {Error} with the last answer, after `timeoutMs` */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (answer: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: T | undefined;
  let error: unknown;
  while (Date.now() < deadline) {
    try {
      last = await ask();
      error = undefined;
      if (holds(last)) return last;
    } catch (thrown) {
      error = thrown;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(
    `waited in vain for ${what}; last: ${JSON.stringify(last)}${error instanceof Error ? `; error: ${error.message}` : ''}`,
  );
}
