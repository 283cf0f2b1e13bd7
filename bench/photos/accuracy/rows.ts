import type { AccuracyFigures } from './figures.ts';

export function inRows({ faces, verdicts, duplicates, samePerson, missing }: AccuracyFigures): string[][] {
  const { copies, different, precision, published, bursts, limit } = duplicates;
  const { onePerson, nobody, severalPeople } = verdicts;
  return [
    ['faces found', of(faces.found, faces.faces)],
    ['boxes on what is no face', String(faces.falseBoxes)],
    ['pictures with the right number of faces', of(faces.exactCounts, faces.pictures)],
    ['photos of one person taken', of(onePerson['taken'] ?? 0, total(onePerson))],
    ['pictures of several people refused for it', of(severalPeople['several_faces'] ?? 0, total(severalPeople))],
    ['pictures of nobody refused for it', of(nobody['no_face'] ?? 0, total(nobody))],
    ...Object.entries(copies).map(([kind, { near, pairs }]) => [`copies found, ${kind}`, of(near, pairs)]),
    ['copies found, published twice', of(published.near, published.pairs)],
    [`different photos taken for copies, at ${limit} bits`, of(different.near, different.pairs)],
    ['of what is called a copy, copies', percent(precision)],
    ...bursts.map(({ seconds, near, pairs, keptOfTen }) => [
      `burst, ${seconds} s apart: called copies; kept of ten`,
      `${of(near, pairs)}; ${keptOfTen ?? '–'}`,
    ]),
    ['strangers found among photos of one person', of(samePerson.strangers.found, samePerson.strangers.photos)],
    ['own photos called a stranger’s', of(samePerson.own.calledStrange, samePerson.own.photos)],
    ...missing.map(({ what, why }) => [`without ${what}`, why]),
  ];
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const of = (part: number, whole: number): string => `${part} of ${whole} (${percent(whole === 0 ? 0 : part / whole)})`;
