import type { Say } from './i18n.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const units = [
  ['days', 24 * HOUR],
  ['hours', HOUR],
  ['minutes', MINUTE],
  ['seconds', 1_000],
] as const;

/**
 * A span of time in words, by its two largest units: «3 дня», «2 часа 5 минут». In the accusative that «через», «за»
 * and «уже» need: Intl.DurationFormat only has the nominative, which differs for «1 минута».
 * @param ms rounded up to whole seconds, or to whole minutes from an hour on
 */
export function span(ms: number, t: Say): string {
  const grain = ms >= HOUR ? MINUTE : 1_000;
  let left = Math.max(1, Math.ceil(ms / grain)) * grain;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(t(`span-${unit}`, { count }));
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ');
}

/** How long a training usually takes, in whole minutes. */
export function usually([from, to]: readonly [number, number], t: Say): string {
  const least = Math.max(1, Math.round(from / 60_000));
  return t('usual-time', { from: least, to: Math.max(least + 1, Math.round(to / 60_000)) });
}
