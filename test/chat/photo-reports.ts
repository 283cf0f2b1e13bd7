import { photoAdvices, type PhotoReport } from '../../src/domain/photo-report.ts';
import { photoWeaknesses } from '../../src/domain/photo-rules.ts';

/** A set of twelve with nothing to say against it. */
export function reportOf(changes: Partial<PhotoReport> = {}): PhotoReport {
  return {
    valid: 12,
    missing: 0,
    weak: [],
    framing: { close_up: 8, half_length: 4, full_length: 0 },
    light: 'varied',
    alike: [],
    advice: 'nothing',
    ...changes,
  };
}

/** Every advice, on a full set of which all is to be said that there can be. */
export function everyReport(): PhotoReport[] {
  const numbers = Array.from({ length: 20 }, (_, index) => 9_980 + index);
  return photoAdvices.map((advice) => ({
    valid: 20,
    missing: 8,
    weak: numbers.map((number, index) => ({
      number,
      weaknesses: photoWeaknesses.slice(index % photoWeaknesses.length),
    })),
    framing: { close_up: 10, half_length: 10, full_length: 10 },
    light: 'even',
    alike: numbers.slice(0, 10).map((number, index) => ({ numbers: [number, numbers[index + 10] ?? 0], best: number })),
    advice,
  }));
}
