/** For tests that are slow by nature: complete in `npm run test:full`, a sample in `npm test`. */
export function inFull(full: number, sample: number): number {
  return process.env['TEST_FULL'] === undefined ? sample : full;
}
