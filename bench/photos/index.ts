import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaceComparer, PhotoInspector } from '../../src/activities/ports/photo-inspector.ts';
import { createPhotoInspector } from '../../src/activities/adapters/photos/inspector/index.ts';
import { partNames } from '../../stack/given.ts';
import type { Bench, Findings } from '../bench.ts';
import { measureAlbum, type Album, type AlbumParameters } from './album.ts';
import { startBenchedApp, type BenchedApp } from './app.ts';
import { makeSamples } from './samples.ts';
import { measureSpeed, type Speed, type SpeedParameters } from './speed.ts';
import { inRows } from './table.ts';

export interface PhotosParameters {
  readonly speed: SpeedParameters;
  readonly album: AlbumParameters;
}

/** The shape of the bench's JSON, which readers may rely on. */
export interface PhotosFigures {
  readonly speed: Speed;
  readonly album: Album;
  /** The result of `measureAccuracy`, if given. */
  readonly accuracy?: object;
}

/** Measures the inspector's accuracy on a labelled set. */
export type MeasureAccuracy = (
  inspector: PhotoInspector & FaceComparer,
  log: (line: string) => void,
) => Promise<Findings>;

export interface PhotosBenchOptions {
  readonly parameters?: PhotosParameters;
  readonly startApp?: typeof startBenchedApp;
  readonly measureAccuracy?: MeasureAccuracy;
}

const threads = Number(process.env.PHOTO_THREADS) || availableParallelism();
const usual: PhotosParameters = {
  speed: { threads: 2, photos: 8, times: { large: 4, telegram: 8 }, rounds: 6 },
  album: { photos: 20, kinds: ['telegram', 'large'], rounds: 3, threads },
};

export function photosBench({
  parameters: { speed, album } = usual,
  startApp = startBenchedApp,
  measureAccuracy,
}: PhotosBenchOptions = {}): Bench {
  return {
    about:
      'the inspector: against bare decoding, on a labelled set, its memory and its main thread; an album through the product',
    parts: partNames,
    async run({ stack, log }) {
      const folder = await mkdtemp(join(tmpdir(), 'bench-photos-'));
      // Also when the bench is interrupted.
      stack.processes.removeAtEnd(folder);
      try {
        log('  making photos of 12 MP');
        const samples = await makeSamples(folder, Math.max(speed.photos, album.photos));
        const measured = await measureSpeed(samples, speed, log);
        const albums = await throughProduct(await startApp(stack, album.threads, log), (app) =>
          measureAlbum(stack, app, samples, album, log),
        );
        const accuracy = measureAccuracy && (await withInspector((inspector) => measureAccuracy(inspector, log)));
        const figures: PhotosFigures = {
          speed: measured,
          album: albums,
          ...(accuracy && { accuracy: accuracy.figures }),
        };
        return { figures, table: [...inRows(figures), ...(accuracy?.table ?? [])] };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function throughProduct<T>(app: BenchedApp, use: (app: BenchedApp) => Promise<T>): Promise<T> {
  try {
    return await use(app);
  } finally {
    await app.stop();
  }
}

async function withInspector<T>(use: (inspector: PhotoInspector & FaceComparer) => Promise<T>): Promise<T> {
  const inspector = await createPhotoInspector();
  try {
    return await use(inspector);
  } finally {
    await inspector.close();
  }
}
