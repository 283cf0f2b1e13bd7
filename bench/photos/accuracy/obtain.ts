import { join } from 'node:path';
import { bursts, clips, samePictures } from './bursts.ts';
import { framesOf } from './frames.ts';
import { knownFiles, type KnownFile, type ObtainOptions } from './known-files.ts';
import { labels, type Label } from './labels.ts';
import { sourceNames, sources, type SourceName } from './sources.ts';

/** A labelled picture on this machine. */
export interface LabelledPicture extends Label {
  readonly file: string;
}

/** Photos of one person in one setting, in order. */
export interface PhotoBurst {
  readonly person: string;
  readonly files: readonly string[];
  /** Between two photos, seconds; null where they are not evenly spaced. */
  readonly apart: number | null;
}

export interface LabelledSet {
  readonly pictures: readonly LabelledPicture[];
  readonly bursts: readonly PhotoBurst[];
  /** Pairs of files of one picture. */
  readonly samePictures: readonly (readonly [string, string])[];
  /** What could not be downloaded, and why: the figures are about the rest. */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** The labelled set, downloaded once for this user by the names of packages. Continues without missing ones. */
export async function obtainLabelledSet(options: ObtainOptions): Promise<LabelledSet> {
  const missing: { what: string; why: string }[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
      missing.push({ what, why });
      options.log(`  without ${what}: ${why}`);
      return null;
    }
  };

  const folders = new Map<SourceName, string>();
  for (const name of sourceNames) {
    const dir = await attempt(sources[name].requirement, () => knownFiles(sources[name], filesOf(name), options));
    if (dir !== null) folders.set(name, dir);
  }
  const at = (source: SourceName, { path }: KnownFile): string[] => {
    const dir = folders.get(source);
    return dir === undefined ? [] : [join(dir, path)];
  };

  const found: PhotoBurst[] = bursts.flatMap(({ source, person, stills }) => {
    const files = stills.flatMap((still) => at(source, still));
    return files.length > 0 ? [{ person, files, apart: null }] : [];
  });
  for (const clip of clips) {
    for (const file of at(clip.source, clip)) {
      const frames = await attempt(`the frames of ${clip.path}`, () => framesOf(clip, file, options));
      if (frames) found.push({ person: clip.person, ...frames });
    }
  }
  return {
    pictures: labels.flatMap((label) => at(label.source, label).map((file) => ({ ...label, file }))),
    bursts: found,
    samePictures: samePictures.flatMap(({ source, files: [one, other] }) =>
      at(source, one).flatMap((a) => at(source, other).map((b): [string, string] => [a, b])),
    ),
    missing,
  };
}

/** All files of one package, each once. */
export function filesOf(name: SourceName): KnownFile[] {
  const all: KnownFile[] = [
    ...labels.filter(({ source }) => source === name),
    ...bursts.filter(({ source }) => source === name).flatMap(({ stills }) => stills),
    ...clips.filter(({ source }) => source === name),
    ...samePictures.filter(({ source }) => source === name).flatMap(({ files }) => files),
  ];
  return [...new Map(all.map(({ path, sha256 }) => [path, { path, sha256 }])).values()];
}
