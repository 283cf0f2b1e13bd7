/** Several measurements of one thing. */
export interface Sample {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly all: readonly number[];
}

/** @param values at least one; kept in their order, with three significant digits or whole */
export function sample(values: readonly number[]): Sample {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN;
  return {
    median: rounded((low + high) / 2),
    min: rounded(sorted[0] ?? NaN),
    max: rounded(sorted.at(-1) ?? NaN),
    all: values.map(rounded),
  };
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Median and spread in one cell. */
export function inShort({ median, min, max }: Sample): string {
  return min === max ? String(median) : `${median} (${min}–${max})`;
}
