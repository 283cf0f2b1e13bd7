import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { FaceComparer } from '../../../src/activities/ports/photo-inspector.ts';
import { thresholds } from '../../../src/domain/photos/rules.ts';
import type { LabelledPicture, LabelledSet } from './obtain.ts';
import { persons } from './relations.ts';

/** Sets of one person's photos, each with one photo of somebody else. */
export interface SamePersonScore {
  readonly sets: number;
  /** The person's own photos, in sets with a stranger and without one, and how many were called another person's. */
  readonly own: { readonly photos: number; readonly calledStrange: number; readonly largest: number | null };
  readonly strangers: { readonly photos: number; readonly found: number; readonly least: number | null };
  readonly withoutFace: number;
}

/** Photos of the person in a set. */
const OWN = 4;

export async function scoreSamePerson(
  comparer: FaceComparer,
  set: LabelledSet,
  log: (line: string) => void,
): Promise<SamePersonScore> {
  const own: (number | null)[] = [];
  const strange: (number | null)[] = [];
  let sets = 0;
  for (const [person, files] of ownSets(set)) {
    const photos = await Promise.all(files.map(stored));
    own.push(...(await comparer.compareFaces(oneByOne(photos))));
    sets += 1;
    for (const { file } of strangersTo(person, set.pictures)) {
      const found = await comparer.compareFaces(oneByOne([...photos, await stored(file)]));
      own.push(...found.slice(0, -1));
      strange.push(found.at(-1) ?? null);
      sets += 1;
    }
    log(`  photos of ${person}, with ${strange.length} strangers so far`);
  }
  const [ownKnown, strangeKnown] = [own, strange].map((all) => all.filter((value) => value !== null));
  const beyond = (all: readonly number[] = []) => all.filter((value) => value > thresholds.otherPerson.weak).length;
  return {
    sets,
    own: { photos: ownKnown?.length ?? 0, calledStrange: beyond(ownKnown), largest: ends(ownKnown).largest },
    strangers: { photos: strangeKnown?.length ?? 0, found: beyond(strangeKnown), least: ends(strangeKnown).least },
    withoutFace: [...own, ...strange].filter((value) => value === null).length,
  };
}

function ends(values: readonly number[] = []): { least: number | null; largest: number | null } {
  if (values.length === 0) return { least: null, largest: null };
  return { least: Number(Math.min(...values).toFixed(3)), largest: Number(Math.max(...values).toFixed(3)) };
}

/** Four photos of each person who has as many: of another day where possible, else spread over a film. */
function ownSets({ pictures, samePictures, bursts }: LabelledSet): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  const known = [...pictures.map(({ file }) => file), ...samePictures.flat()];
  for (const [person, paths] of Object.entries(persons)) {
    const files = paths.flatMap((path) => known.find((file) => file.replaceAll('\\', '/').endsWith(`/${path}`)) ?? []);
    if (files.length >= OWN) sets.set(person, files.slice(0, OWN));
  }
  for (const person of new Set(bursts.map((burst) => burst.person))) {
    const files = bursts.filter((burst) => burst.person === person).flatMap((burst) => burst.files);
    const step = Math.floor(files.length / OWN);
    if (step > 0) sets.set(person, files.filter((_, index) => index % step === 0).slice(0, OWN));
  }
  return sets;
}

function strangersTo(person: string, pictures: readonly LabelledPicture[]): LabelledPicture[] {
  const own = persons[person] ?? [];
  return pictures.filter(({ onePerson, path }) => onePerson && !own.includes(path));
}

async function stored(file: string): Promise<Uint8Array> {
  const picture = sharp(await readFile(file))
    .autoOrient()
    .resize(2048, 2048, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  return picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
}

async function* oneByOne(photos: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* photos;
}
