import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir, madeOnce } from '../../../stack/cache.ts';
import { onPath, output } from '../../../stack/commands.ts';
import { fromPackage, type KnownFile, type ObtainOptions } from './known-files.ts';
import { ffmpegWheel } from './sources.ts';

const TIMEOUT_MS = 2 * 60_000;
/** Longest part of a film that is used: the rest is more of the same. */
const MAX_SECONDS = 60;

/** Frames a second: 0.3 s between two of them, the time that a finger needs. */
const RATE = { perSecond: '10/3', seconds: 0.3 };

/** A film as photos. */
export interface Frames {
  /** In order. */
  readonly files: readonly string[];
  /** Between two of them, seconds. */
  readonly apart: number;
}

/** Frames of a film as JPEG files, made once for this user and kept. @throws {Error} without ffmpeg, both on PATH and from its wheel */
export async function framesOf(film: KnownFile, file: string, options: ObtainOptions): Promise<Frames> {
  const { env = process.env, log } = options;
  const dir = await madeOnce(cacheDir(env), `frames-${film.sha256.slice(0, 16)}`, async (draft) => {
    const rate = ['-t', String(MAX_SECONDS), '-vf', `fps=${RATE.perSecond}`, '-q:v', '2'];
    const args = ['-nostdin', '-loglevel', 'error', '-i', file, ...rate, join(draft, '%04d.jpg')];
    await output(await ffmpeg(env, log), args, TIMEOUT_MS, env);
  });
  const names = (await readdir(dir)).toSorted();
  return { files: names.map((name) => join(dir, name)), apart: RATE.seconds };
}

async function ffmpeg(env: NodeJS.ProcessEnv, log: ObtainOptions['log']): Promise<string> {
  const installed = await onPath('ffmpeg', env);
  if (installed) return installed;
  const isBinary = (path: string) => path.startsWith('imageio_ffmpeg/binaries/ffmpeg-');
  const name = ffmpegWheel.requirement.replace('==', '-');
  const dir = await madeOnce(cacheDir(env), name, async (draft) => {
    log(`  ${ffmpegWheel.requirement}: taking its ffmpeg, once for this user (30 MB)`);
    const taken = await fromPackage(ffmpegWheel, isBinary, draft, { env, forThisMachine: true });
    if (taken.length === 0) throw new Error(`${ffmpegWheel.requirement} holds no ffmpeg for this machine`);
    for (const path of taken) await chmod(join(draft, path), 0o755);
  });
  const binaries = join(dir, 'imageio_ffmpeg', 'binaries');
  const [binary] = await readdir(binaries);
  return join(binaries, binary ?? 'ffmpeg');
}
