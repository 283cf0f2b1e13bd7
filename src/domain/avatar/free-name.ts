import { NAME_MAX_LENGTH } from './avatar.ts';

/** The name, with the first free number where another avatar of the user has it: «Анна», «Анна 2». @param taken names of the user's avatars */
export function freeName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map(folded));
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const candidate =
      [...name]
        .slice(0, NAME_MAX_LENGTH - suffix.length)
        .join('')
        .trimEnd() + suffix;
    if (!known.has(folded(candidate))) return candidate;
  }
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();
