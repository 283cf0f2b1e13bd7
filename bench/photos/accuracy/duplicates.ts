import { readFile } from 'node:fs/promises';
import { looksDistance, type Looks } from '../../../src/domain/photos/perceptual-hash.ts';
import { thresholds } from '../../../src/domain/photos/rules.ts';
import { copyOf, type CopyKind } from './copies.ts';
import type { LabelledPicture, PhotoBurst } from './obtain.ts';
import { areRelated } from './relations.ts';
import { scorePairs, type DuplicateScore } from './score.ts';

const LIMIT = thresholds.hash.refuse;

/** A picture and its hashes. */
export interface Seen {
  readonly picture: LabelledPicture;
  readonly looks: Looks;
}
export type LooksOf = (bytes: Uint8Array) => Promise<Looks>;

/** How many copies of each kind would be refused as duplicates: recall. */
export async function scoreCopies(
  originals: readonly Seen[],
  kinds: readonly CopyKind[],
  looksOf: LooksOf,
  log: (line: string) => void,
): Promise<Partial<Record<CopyKind, DuplicateScore>>> {
  const scores: Partial<Record<CopyKind, DuplicateScore>> = {};
  for (const kind of kinds) {
    const distances: number[] = [];
    for (const { picture, looks } of originals) {
      distances.push(looksDistance(looks, await looksOf(await copyOf(await readFile(picture.file), kind))));
    }
    const score = scorePairs(distances, LIMIT);
    scores[kind] = score;
    log(`  copies, ${kind}: ${score.near} of ${score.pairs} found`);
  }
  return scores;
}

/** How many different photos would be refused as duplicates: errors. */
export function scoreDifferent(seen: readonly Seen[]): DuplicateScore {
  const distances = seen.flatMap((one, index) =>
    seen
      .slice(index + 1)
      .filter((other) => !areRelated(one.picture.path, other.picture.path))
      .map((other) => looksDistance(one.looks, other.looks)),
  );
  return scorePairs(distances, LIMIT);
}

/** Photos of one person in one place, at this distance in time. */
export interface BurstScore extends DuplicateScore {
  readonly seconds: number;
  /** Of ten photos sent in a row, how many are accepted: the median. */
  readonly keptOfTen: number | null;
}

/** Frames between two photos: 0.3 s, 1 s, 2 s, 10 s at the films' rate. */
const GAPS = [1, 3, 7, 34] as const;
const TEN = 10;

/** Neither right nor wrong: the share of a burst that is refused as nearly the same. */
export function scoreBursts(bursts: readonly (PhotoBurst & { readonly looks: readonly Looks[] })[]): BurstScore[] {
  const films = bursts.flatMap(({ apart, looks }) => (apart === null ? [] : [{ apart, looks }]));
  const apart = films[0]?.apart ?? 0;
  return GAPS.flatMap((gap) => {
    const distances = films.flatMap(({ looks }) =>
      looks.flatMap((one, at) => {
        const other = looks[at + gap];
        return other ? [looksDistance(one, other)] : [];
      }),
    );
    if (distances.length === 0) return [];
    const kept = films.flatMap(({ looks }) => rows(looks, gap).map(keptOf)).toSorted((a, b) => a - b);
    const score = scorePairs(distances, LIMIT);
    return [{ ...score, seconds: Number((gap * apart).toFixed(1)), keptOfTen: kept[kept.length >> 1] ?? null }];
  });
}

/** Ten frames each, with this gap, from every fifth frame on. */
function rows(looks: readonly Looks[], gap: number): Looks[][] {
  const starts = [...looks.keys()].filter((at) => at % 5 === 0 && at + gap * (TEN - 1) < looks.length);
  return starts.map((start) => looks.filter((_, at) => at >= start && (at - start) % gap === 0).slice(0, TEN));
}

/** Compares each photo with those accepted before it. */
function keptOf(looks: readonly Looks[]): number {
  return looks.reduce<Looks[]>(
    (kept, one) => (kept.every((other) => looksDistance(one, other) > LIMIT) ? [...kept, one] : kept),
    [],
  ).length;
}
