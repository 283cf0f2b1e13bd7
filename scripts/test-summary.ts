/** The last line of the reporter's, as of one run: `N passed, N failed[, N skipped]`. A run that never came to it has failed. */
export function summed(printed: readonly string[]): string {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const output of printed) {
    const line = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(output.trimEnd().split('\n').at(-1) ?? '');
    if (!line) total.failed += 1;
    const [, passed = 0, failed = 0, skipped = 0] = line ?? [];
    total.passed += Number(passed);
    total.failed += Number(failed);
    total.skipped += Number(skipped);
  }
  const { passed, failed, skipped } = total;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
