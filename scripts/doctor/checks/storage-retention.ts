import type { Client } from 'minio';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { codeOf, inOneLine } from '../words.ts';

/** Whether the bucket itself keeps what is deleted, or deletes what must be kept. */
export const storageRetention = (reach: Reach, bucket: string): Check => ({
  name: 'storage-retention',
  async run() {
    await found(reach.bucket(), 'no bucket');
    const client = reach.storage();
    const findings = (await Promise.all([keepsDeleted(client, bucket), deletesKept(client, bucket)])).flat();
    return findings.length > 0 ? findings : [ok('deleted is deleted, and nothing expires by itself')];
  },
});

async function keepsDeleted(client: Client, bucket: string): Promise<Finding[]> {
  // The first of its overloads returns nothing.
  const asked = client.getObjectLockConfig(bucket) as unknown as Promise<{ readonly mode?: string }>;
  const lock = await answer(asked);
  if (typeof lock === 'object' && lock.mode) {
    const fix = 'use a bucket without object locking: set MINIO_BUCKET, and move the objects there';
    return [wrong('objects are locked by default: what people delete stays', fix)];
  }
  const versioning = await answer(client.getBucketVersioning(bucket));
  if (typeof versioning !== 'object' || versioning.Status !== 'Enabled') return [];
  const what = 'versioning is on: what people delete stays, as an older version';
  return [warning(what, `mc version suspend ALIAS/${bucket}, or have older versions expire after a day`)];
}

async function deletesKept(client: Client, bucket: string): Promise<Finding[]> {
  const lifecycle = await answer(client.getBucketLifecycle(bucket));
  if (typeof lifecycle === 'string') {
    return [
      warning(`nobody knows whether objects expire (${lifecycle})`, `look yourself: mc ilm rule ls ALIAS/${bucket}`),
    ];
  }
  const rules = [lifecycle?.Rule ?? []].flat();
  const expiring = rules.filter(({ Status, Expiration }) => Status === 'Enabled' && removes(Expiration));
  return expiring.map(({ ID }) =>
    wrong(
      `the lifecycle rule ${inOneLine(ID)} removes photos and weights`,
      `mc ilm rule rm --id ${inOneLine(ID)} ALIAS/${bucket}`,
    ),
  );
}

/** A rule may expire only what versions leave behind. */
function removes(expiration: unknown): boolean {
  return typeof expiration === 'object' && expiration !== null && ('Days' in expiration || 'Date' in expiration);
}

/** The configuration; null: there is none; a text: why it cannot be read. */
async function answer<T>(asked: Promise<T>): Promise<T | Record<string, never> | string> {
  try {
    return (await asked) ?? {};
  } catch (error) {
    if (/^(NoSuchLifecycleConfiguration|ObjectLockConfigurationNotFoundError|NotImplemented)$/.test(codeOf(error)))
      return {};
    return inOneLine(error);
  }
}
