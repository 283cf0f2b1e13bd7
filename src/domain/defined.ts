type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** The same fields; one that may be undefined may be missing instead. */
export type Defined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> };

/** The fields that have a value: an optional field is left out, never undefined. */
export function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose the type of their fields
  return Object.fromEntries(kept) as Defined<T>;
}
