import { MOST_PHOTOS } from '../../src/domain/avatar/policy.ts';
import { photoAdvices, type PhotoReport } from '../../src/domain/photos/report.ts';
import { photoWeaknesses } from '../../src/domain/photos/rules.ts';

/** A set of twelve without faults. */
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

/** Every advice, on a full set with every possible text. */
export function everyReport(): PhotoReport[] {
  const numbers = Array.from({ length: MOST_PHOTOS }, (_, index) => 9_900 + index);
  /** Groups of so many each. */
  const groups = (size: number) =>
    Array.from({ length: MOST_PHOTOS / size }, (_, group) => numbers.slice(group * size, (group + 1) * size)).map(
      (group) => ({ numbers: group, best: group[0] ?? 0 }),
    );
  const resemblances: PhotoReport['resemblance'][] = [
    { kind: 'others', numbers },
    { kind: 'several_people' },
    undefined,
  ];
  return photoAdvices.flatMap((advice) =>
    resemblances.flatMap((resemblance) =>
      [2, 10].map((size) => ({
        valid: MOST_PHOTOS,
        missing: MOST_PHOTOS,
        weak: numbers.map((number, index) => ({
          number,
          weaknesses: photoWeaknesses.slice(index % photoWeaknesses.length),
        })),
        framing: { close_up: MOST_PHOTOS, half_length: MOST_PHOTOS, full_length: MOST_PHOTOS },
        light: 'even' as const,
        alike: groups(size),
        ...(resemblance && { resemblance }),
        advice,
      })),
    ),
  );
}
