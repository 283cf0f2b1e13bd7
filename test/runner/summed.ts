import type { Result } from './protocol.ts';

/** The last line of `npm test`: `N passed, N failed[, N skipped]`. */
export function summed(results: readonly Pick<Result, 'passed' | 'failed' | 'skipped'>[]): string {
  const sum = (count: 'passed' | 'failed' | 'skipped') => results.reduce((total, result) => total + result[count], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
