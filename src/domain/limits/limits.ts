const MINUTE = 60_000;
export const DAY_MS = 24 * 60 * MINUTE;

/** What one user may use, so that enough is left for others. 0: no limit. */
export interface FairLimits {
  readonly trainingsAtOnce: number;
  /** Trainings submitted within 24 hours; those that surely cost nothing do not count. */
  readonly trainingsADay: number;
  /** Avatars started within 24 hours, including deleted ones. */
  readonly avatarsADay: number;
  /** Photos checked within a minute; more of them wait. */
  readonly photosAMinute: number;
}

export const defaultLimits: FairLimits = { trainingsAtOnce: 2, trainingsADay: 5, avatarsADay: 10, photosAMinute: 60 };

export type DayLimits = Pick<FairLimits, 'trainingsADay' | 'avatarsADay'>;

/** Which day limits have uses to remember. */
export type Counted = 'nothing' | 'trainings' | 'avatars' | 'both';

export function countedBy({ trainingsADay, avatarsADay }: DayLimits): Counted {
  return counted({ trainings: trainingsADay > 0, avatars: avatarsADay > 0 });
}

export function counted({ trainings, avatars }: { readonly trainings: boolean; readonly avatars: boolean }): Counted {
  if (trainings && avatars) return 'both';
  return trainings ? 'trainings' : avatars ? 'avatars' : 'nothing';
}

export const limitReasons = ['too_many_trainings', 'too_many_trainings_today', 'too_many_avatars'] as const;
export type LimitReason = (typeof limitReasons)[number];

/** Those of the starting times (ms since the epoch) that still count. */
export function recent(begun: readonly number[], now: number): number[] {
  return begun.filter((at) => at > now - DAY_MS);
}

/** Equal times are one use. @returns oldest first */
export function merged(one: readonly number[], other: readonly number[]): number[] {
  return [...new Set([...one, ...other])].toSorted((first, second) => first - second);
}

/** When the next avatar or training may start, ms since the epoch; null: now. @param begun starts of the latest ones, oldest first */
export function nextOneAt(begun: readonly number[], aDay: number, now: number): number | null {
  if (aDay === 0) return null;
  const first = recent(begun, now).at(-aDay);
  return first === undefined ? null : first + DAY_MS;
}

/** Photos pass in groups of at least a sixth of a minute's number, so that a crowd of them does not come one by one. */
const SHARES = 6;

/**
 * Lets through as many photos as the user's rate allows: a whole minute's number at once when none came lately (the
 * generic cell rate algorithm).
 * @param pacedUntil ms since the epoch, as last returned
 * @returns `granted`: how many may be checked now; 0: ask again in `waitMs`
 */
export function pace(
  wanted: number,
  perMinute: number,
  pacedUntil: number,
  now: number,
): { readonly granted: number; readonly waitMs: number; readonly pacedUntil: number } {
  const each = MINUTE / perMinute;
  const from = Math.max(pacedUntil, now);
  const free = Math.floor((now + MINUTE - from) / each);
  const least = Math.min(wanted, Math.ceil(perMinute / SHARES));
  if (free < least) return { granted: 0, waitMs: Math.ceil(from + least * each - MINUTE - now), pacedUntil: from };
  const granted = Math.min(wanted, free);
  return { granted, waitMs: 0, pacedUntil: from + granted * each };
}
