import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { WorkerConfig } from '../../../src/runtime/config/index.ts';
import { NotChecked, ok, warning, wrong, type Check, type Finding } from '../check.ts';
import type { Reach } from '../reach.ts';
import { codeOf, inOneLine } from '../words.ts';

/** Whether the bucket exists, and stores, returns and removes what the worker stores. */
export const storage = (reach: Reach, minio: WorkerConfig['minio']): Check => ({
  name: 'storage',
  async run() {
    const { host } = new URL(minio.endpoint);
    try {
      await reach.bucket();
      await thereAndBack(minio);
      return [ok(`${minio.bucket} at ${host} takes, gives and removes`)];
    } catch (error) {
      if (error instanceof NotChecked) throw error;
      return [explained(error, minio.bucket, host)];
    }
  },
});

/** Under a key of no avatar, so that the daily sweep removes it if this is interrupted. */
async function thereAndBack(minio: WorkerConfig['minio']): Promise<void> {
  const ours = createStorage({ ...minio, endpoint: new URL(minio.endpoint) });
  const key = keys.photo(randomUUID(), 1);
  const body = Buffer.from('of npm run doctor');
  await ours.put(key, body, 'text/plain');
  try {
    if (!(await buffer(await ours.get(key))).equals(body)) throw new Error('it gives something else than it was given');
  } finally {
    await ours.remove(key);
  }
}

function explained(error: unknown, bucket: string, host: string): Finding {
  // The client's own error, before any request: it has no code.
  if (inOneLine(error).startsWith('Invalid bucket name')) {
    return wrong(`${bucket} can be no bucket's name`, 'correct MINIO_BUCKET: 3 to 63 of a–z, 0–9, "-" and "."');
  }
  switch (codeOf(error)) {
    case 'NoSuchBucket':
      return warning(`there is no bucket ${bucket} at ${host}`, 'start a worker, which makes it, or set MINIO_BUCKET');
    case 'InvalidAccessKeyId':
      return wrong(`${host} does not know the access key`, 'correct MINIO_ACCESS_KEY');
    case 'SignatureDoesNotMatch':
      return wrong(`${host} does not accept the secret key`, 'correct MINIO_SECRET_KEY');
    case 'RequestTimeTooSkewed':
      return wrong(`its clock and ours are more than 15 min apart, so that ${host} refuses all`, 'set both by NTP');
    case 'AccessDenied':
      return wrong(
        `the access key may not use ${bucket} at ${host} (${inOneLine(error)})`,
        'let it list the bucket, and get, put and delete its objects',
      );
    default:
      return wrong(
        `${host} cannot be used (${inOneLine(error)})`,
        'start the storage server, or correct MINIO_ENDPOINT',
      );
  }
}
