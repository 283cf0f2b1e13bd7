type Optional<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];
/** The same fields; those that may be undefined become optional instead. */
export type Defined<T> = Omit<T, Optional<T>> & { [K in Optional<T>]?: Exclude<T[K], undefined> };

export function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- entries lose the type of their fields
  return Object.fromEntries(kept) as Defined<T>;
}
