/** What is slow by nature is tried in full by `npm run test:full`, and in a sample by `npm test`. */
export function inFull(full: number, sample: number): number {
  return process.env['TEST_FULL'] === undefined ? sample : full;
}
