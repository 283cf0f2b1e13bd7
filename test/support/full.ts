/** What is slow by nature is complete in `npm run test:full`, and a sample in `npm test`. */

const isFull = process.env['TEST_FULL'] !== undefined;

export function inFull(full: number, sample: number): number {
  return isFull ? full : sample;
}

/**
 * Cases that differ in data alone.
 * @param from for a table: the number of the row, so that rows have different cases
 * @returns all of them, or one in `each`
 */
export function sampled<T>(cases: readonly T[], each: number, from = 0): T[] {
  return cases.filter((_, index) => isFull || index % each === from % each);
}

/** Tests of what cheaper tests cover in part; `npm test` counts them as skipped. */
export function describeInFull(title: string, tests: () => void): void {
  if (isFull) describe(title, tests);
  else describe.skip(title, tests);
}

/** The same for one test. */
export function itInFull(title: string, test: Mocha.AsyncFunc): Mocha.Test {
  return isFull ? it(title, test) : it.skip(title, test);
}
