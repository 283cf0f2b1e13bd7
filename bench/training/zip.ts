import { fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createStorage } from '../../src/activities/adapters/s3/storage.ts';
import { keys } from '../../src/activities/lib/storage-keys.ts';
import type { Stack } from '../../stack/index.ts';
import { sample, type Sample } from '../statistics.ts';
import type { ZipAnswer, ZipOrder } from './zip-orders.ts';

export interface ZipParameters {
  readonly photos: number;
  /** Bytes of each photo, of the smaller set and of the larger. */
  readonly bytes: readonly [number, number];
  readonly rounds: number;
}

/** Peak memory of a process that does one thing, MB. */
export interface ZipMemory {
  readonly photoBytes: number;
  readonly archiveBytes: number;
  readonly build: Sample;
  readonly upload: Sample;
  /** Divided by a bare process of the same round. */
  readonly buildPerBare: Sample;
  readonly uploadPerBare: Sample;
}

export interface Zip extends Omit<ZipParameters, 'bytes'> {
  /** A process that only loads the same code. */
  readonly bareMb: Sample;
  readonly sets: readonly ZipMemory[];
}

/** Memory for zipping photos out of storage and for uploading the zip, each in its own process. */
export async function measureZip(
  { env }: Pick<Stack, 'env'>,
  { photos, bytes, rounds }: ZipParameters,
  log: (line: string) => void,
): Promise<Zip> {
  const { MINIO_ENDPOINT: endpoint = '', MINIO_ACCESS_KEY: accessKey = '', MINIO_SECRET_KEY: secretKey = '' } = env;
  const minio = { endpoint, accessKey, secretKey, bucket: `bench-${randomUUID()}` };
  const storage = createStorage({ ...minio, endpoint: new URL(endpoint) });
  await storage.ensureBucket();
  const avatarId = randomUUID();
  const names = Array.from({ length: photos }, (_, index) => keys.photo(avatarId, index + 1));
  const order = { avatarId, photos: names, minio, falApiRoot: env.FAL_API_ROOT ?? '' };
  const bare: number[] = [];
  const sets: ZipMemory[] = [];
  try {
    for (const size of bytes) {
      for (const name of names) await storage.put(name, randomBytes(size), 'image/jpeg');
      const found: Record<'bare' | 'build' | 'upload', number>[] = [];
      let archiveBytes = 0;
      for (let round = 1; round <= rounds; round += 1) {
        const nothing = await inProcess({ ...order, side: 'bare' });
        const build = await inProcess({ ...order, side: 'build' });
        const upload = await inProcess({ ...order, side: 'upload' });
        archiveBytes = build.bytes;
        found.push({ bare: nothing.peakMb, build: build.peakMb, upload: upload.peakMb });
        log(
          `  zip of ${photos} photos of ${size} bytes, round ${round} of ${rounds}: bare ${Math.round(nothing.peakMb)} MB, built in ${Math.round(build.peakMb)}, uploaded in ${Math.round(upload.peakMb)}`,
        );
      }
      bare.push(...found.map((one) => one.bare));
      sets.push({
        photoBytes: size,
        archiveBytes,
        build: sample(found.map((one) => one.build)),
        upload: sample(found.map((one) => one.upload)),
        buildPerBare: sample(found.map((one) => one.build / one.bare)),
        uploadPerBare: sample(found.map((one) => one.upload / one.bare)),
      });
    }
  } finally {
    await storage.removeAll('');
  }
  return { photos, rounds, bareMb: sample(bare), sets };
}

/** @throws {Error} when the process ends without an answer; its output has been printed */
async function inProcess(order: ZipOrder): Promise<ZipAnswer> {
  const child = fork(fileURLToPath(new URL('zip-side.ts', import.meta.url)), {
    execArgv: [],
    // As in production (Dockerfile).
    env: { ...process.env, MALLOC_ARENA_MAX: '2' },
  });
  const ended = once(child, 'exit');
  try {
    child.send(order);
    const failed = ended.then(([code]): never => {
      throw new Error(`the process for ${order.side} ended with code ${String(code)}`);
    });
    const [answer] = (await Promise.race([once(child, 'message'), failed])) as [ZipAnswer];
    return answer;
  } finally {
    if (child.connected) child.disconnect();
    await ended;
  }
}
