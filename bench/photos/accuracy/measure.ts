import { readFile } from 'node:fs/promises';
import type { FaceComparer, PhotoInspector } from '../../../src/activities/ports/photo-inspector.ts';
import { looksDistance } from '../../../src/domain/photos/perceptual-hash.ts';
import { thresholds } from '../../../src/domain/photos/rules.ts';
import type { Findings } from '../../bench.ts';
import { pool } from '../../pool.ts';
import { copyKinds, type CopyKind } from './copies.ts';
import { scoreBursts, scoreCopies, scoreDifferent, type Seen } from './duplicates.ts';
import type { AccuracyFigures, Shown } from './figures.ts';
import { lookAt, type Look } from './look.ts';
import { obtainLabelledSet, type LabelledPicture, type LabelledSet } from './obtain.ts';
import { inRows } from './rows.ts';
import { scoreSamePerson } from './same-person.ts';
import { scoreFaces, scorePairs, type DuplicateScore } from './score.ts';

export interface AccuracyOptions {
  readonly obtain?: (log: (line: string) => void) => Promise<LabelledSet>;
  readonly copies?: readonly CopyKind[];
  /** Pictures inspected at once. */
  readonly inFlight?: number;
}

/** Inspects the whole labelled set, with copies and bursts. @throws {Error} when a picture of the set cannot be read */
export async function measureAccuracy(
  inspector: PhotoInspector & FaceComparer,
  log: (line: string) => void,
  { obtain = (say) => obtainLabelledSet({ log: say }), copies = copyKinds, inFlight = 2 }: AccuracyOptions = {},
): Promise<Findings & { readonly figures: AccuracyFigures }> {
  log('  the labelled set');
  const set = await obtain(log);
  const looksOf = async (bytes: Uint8Array) => (await lookAt(inspector, bytes)).measurements;
  const all = await pool(set.pictures, inFlight, async (picture) => ({
    picture,
    ...(await lookAt(inspector, await readFile(picture.file))),
  }));
  const seen: Seen[] = all.map(({ picture, measurements: looks }) => ({ picture, looks }));
  const withFaces = seen.filter(({ picture }) => picture.faces.length > 0);
  log(`  ${set.pictures.length} pictures looked at`);
  const found = await scoreCopies(withFaces, copies, looksOf, log);
  const published = await pool(set.samePictures, inFlight, async ([one, other]) =>
    looksDistance(await looksOf(await readFile(one)), await looksOf(await readFile(other))),
  );
  const bursts = [];
  for (const burst of set.bursts) {
    const looks = await pool(burst.files, inFlight, async (file) => looksOf(await readFile(file)));
    bursts.push({ ...burst, looks });
    log(`  ${burst.files.length} photos of ${burst.person} looked at`);
  }
  // Compare photos of people with photos of people, and of things with things: those would be alike, if any.
  const different = added([scoreDifferent(withFaces), scoreDifferent(seen.filter((one) => !withFaces.includes(one)))]);
  const near = Object.values(found).reduce((sum, score) => sum + score.near, 0);
  const figures: AccuracyFigures = {
    faces: scoreFaces(
      all.map(({ picture: { faces }, measurements: { faces: boxes, width, height } }) => ({
        faces,
        boxes,
        width,
        height,
      })),
    ),
    verdicts: verdictsOf(all),
    duplicates: {
      limit: thresholds.hash.refuse,
      copies: found,
      published: scorePairs(published, thresholds.hash.refuse),
      different,
      precision: near / (near + different.near),
      bursts: scoreBursts(bursts),
    },
    samePerson: await scoreSamePerson(inspector, set, log),
    missing: set.missing,
  };
  return { figures, table: inRows(figures) };
}

function added(scores: readonly DuplicateScore[]): DuplicateScore {
  const [pairs, near] = [
    scores.reduce((sum, score) => sum + score.pairs, 0),
    scores.reduce((sum, score) => sum + score.near, 0),
  ];
  return { pairs, near, share: near / pairs };
}

function verdictsOf(all: readonly (Look & { picture: LabelledPicture })[]): AccuracyFigures['verdicts'] {
  const counts: Record<Shown, Record<string, number>> = { onePerson: {}, cutOff: {}, severalPeople: {}, nobody: {} };
  for (const { picture, verdict } of all) {
    const of = counts[shownIn(picture)];
    of[verdict] = (of[verdict] ?? 0) + 1;
  }
  return counts;
}

function shownIn({ faces, onePerson }: LabelledPicture): Shown {
  if (onePerson) return 'onePerson';
  if (faces.length === 0) return 'nobody';
  return faces.length === 1 ? 'cutOff' : 'severalPeople';
}
