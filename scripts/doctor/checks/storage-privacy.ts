import { randomUUID } from 'node:crypto';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import type { WorkerConfig } from '../../../src/runtime/config/index.ts';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { call, found, type Reach } from '../reach.ts';
import { codeOf, inOneLine } from '../words.ts';

/** Whether strangers are refused: the photos show people, and anybody with an address could load one. */
export const storagePrivacy = (reach: Reach, { endpoint, bucket }: WorkerConfig['minio']): Check => ({
  name: 'storage-privacy',
  async run() {
    await found(reach.bucket(), 'no bucket');
    const client = reach.storage();
    const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    const key = keys.photo(randomUUID(), 1);
    const fix = `make it private: mc anonymous set none ALIAS/${bucket}`;
    const open: Finding[] = [];
    await client.putObject(bucket, key, 'of npm run doctor');
    try {
      for (const [what, url, init] of [
        ['list its objects', `${root}?list-type=2&max-keys=1`, {}],
        ['read its photos', `${root}/${key}`, {}],
        ['write to it', `${root}/${key}`, { method: 'PUT', body: 'of npm run doctor' }],
      ] as const) {
        const response = await call(url, init);
        await response.body?.cancel();
        if (response.ok) open.push(wrong(`anybody may ${what}, without a key`, fix));
      }
    } finally {
      await client.removeObject(bucket, key);
    }
    const findings = [...open, ...(await byPolicy(client.getBucketPolicy(bucket), fix, open.length > 0))];
    return findings.length > 0 ? findings : [ok('strangers may neither list, read nor write')];
  },
});

/** A policy may open only some keys. */
async function byPolicy(asked: Promise<string>, fix: string, isOpen: boolean): Promise<Finding[]> {
  try {
    const { Statement: statements } = JSON.parse(await asked) as { Statement?: Statement | Statement[] };
    const open = [statements ?? []].flat().some(({ Effect, Principal }) => Effect === 'Allow' && isAnybody(Principal));
    return open && !isOpen ? [wrong('its policy lets anybody in, to some of it', fix)] : [];
  } catch (error) {
    if (codeOf(error) === 'NoSuchBucketPolicy') return [];
    // A key with minimal rights cannot read policies.
    const what = `nobody knows whether it has a policy (${inOneLine(error)})`;
    return [warning(what, 'look at it yourself: mc anonymous get-json ALIAS/BUCKET')];
  }
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
}

/** As `"*"`, `{"AWS": "*"}` or `{"AWS": ["*"]}`. */
function isAnybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  return Object.values(principal).flat().includes('*');
}
