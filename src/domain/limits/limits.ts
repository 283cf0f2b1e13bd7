const MINUTE = 60_000;
export const DAY_MS = 24 * 60 * MINUTE;

/** What one person may use at a time, so that there is enough for everybody. 0: as much as they like. */
export interface FairLimits {
  readonly trainingsAtOnce: number;
  /** Trainings submitted within any 24 hours; those that surely cost nothing do not count. */
  readonly trainingsADay: number;
  /** Avatars begun within any 24 hours, those deleted since among them. */
  readonly avatarsADay: number;
  /** Photos checked within a minute; those above it wait for their turn. */
  readonly photosAMinute: number;
}

export const defaultLimits: FairLimits = { trainingsAtOnce: 2, trainingsADay: 5, avatarsADay: 10, photosAMinute: 60 };

/** Those of the limits that hold for a day. */
export type DayLimits = Pick<FairLimits, 'trainingsADay' | 'avatarsADay'>;

/** Of what a day's uses are counted. */
export type Counted = 'nothing' | 'trainings' | 'avatars' | 'both';

export function countedBy({ trainingsADay, avatarsADay }: DayLimits): Counted {
  return counted({ trainings: trainingsADay > 0, avatars: avatarsADay > 0 });
}

export function counted({ trainings, avatars }: { readonly trainings: boolean; readonly avatars: boolean }): Counted {
  if (trainings && avatars) return 'both';
  return trainings ? 'trainings' : avatars ? 'avatars' : 'nothing';
}

/** Why a person must wait for others, or until a day is over. */
export const limitReasons = ['too_many_trainings', 'too_many_trainings_today', 'too_many_avatars'] as const;
export type LimitReason = (typeof limitReasons)[number];

/** Those of the beginnings (ms since the epoch) that still count. */
export function recent(begun: readonly number[], now: number): number[] {
  return begun.filter((at) => at > now - DAY_MS);
}

/** The same moment is the same use. @returns oldest first */
export function merged(one: readonly number[], other: readonly number[]): number[] {
  return [...new Set([...one, ...other])].toSorted((first, second) => first - second);
}

/**
 * When a person may begin another avatar, or training, ms since the epoch; null: now.
 * @param begun when they began their latest ones, oldest first
 */
export function nextOneAt(begun: readonly number[], aDay: number, now: number): number | null {
  if (aDay === 0) return null;
  const first = recent(begun, now).at(-aDay);
  return first === undefined ? null : first + DAY_MS;
}

/** Photos are let through by a sixth of a minute's worth at the least, so that a crowd of them does not come one by one. */
const SHARES = 6;

/**
 * Lets through as many of a person's photos as their rate allows, all of a minute's worth at once if they have sent none
 * lately (the generic cell rate algorithm).
 * @param pacedUntil ms since the epoch up to which the photos let through so far last; as `pacedUntil` was last returned
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
