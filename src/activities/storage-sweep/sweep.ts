import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import type { Known } from '../ports/records.ts';
import { REQUESTS_KEPT_MS } from '../../domain/photos/retention.ts';
import { keys, ownedAvatar, readKey } from '../lib/storage-keys.ts';
import type { StoredObject } from '../ports/storage.ts';

/** What a sweep did; of its last attempt alone, when it had to be begun again. */
export interface SweepCounts {
  readonly objectsSeen: number;
  readonly removed: number;
  readonly bytesRemoved: number;
  readonly uploadsAborted: number;
}

/** Within so long a restored backup is noticed, ms: from then on what has no row is swept, whatever its owner. */
const OLDEST_BACKUP_MS = 30 * 24 * 3_600_000;

/** Objects that are looked up at once: bounds memory and the length of a query. */
const BATCH = 500;

/** Activities about all that is stored. */
export function createSweepActivities({ records, storage, runs }: Pick<ActivityDeps, 'records' | 'storage' | 'runs'>) {
  /** Avatars that have an owner, and are younger than any backup that may be restored: without a row, theirs is lost, and not deleted. */
  async function ownedAvatars(): Promise<ReadonlySet<string>> {
    const owned = new Set<string>();
    for await (const { key, lastModified } of storage.list(keys.owners)) {
      const avatarId = ownedAvatar(key);
      if (avatarId !== null && lastModified > Date.now() - OLDEST_BACKUP_MS) owned.add(avatarId);
    }
    return owned;
  }

  /** Those last put by `putBy`, ms since the epoch, that neither a row nor an owner accounts for. */
  async function orphans(
    objects: readonly StoredObject[],
    putBy: number,
    owned: ReadonlySet<string>,
  ): Promise<(StoredObject & Owned)[]> {
    const old = objects.flatMap((object) => {
      const known = readKey(object.key);
      return known && object.lastModified <= putBy ? [{ ...object, ...known }] : [];
    });
    if (old.length === 0) return [];
    const keysOf = (wanted: Owned['kind']) => old.flatMap(({ key, kind }) => (kind === wanted ? [key] : []));
    const avatarIds = [...new Set(old.map(({ avatarId }) => avatarId))];
    const known = await records.known(avatarIds, keysOf('photo'), keysOf('preview'));
    const isLost = ({ avatarId }: Owned) => !known.statuses.has(avatarId) && owned.has(avatarId);
    return old.filter((object) => !isLost(object) && !isAccountedFor(object, known));
  }

  return {
    /**
     * Removes what is stored and no row accounts for, last put more than `graceMs` ago, and aborts uploads begun as long ago.
     * Nothing is removed of an avatar whose run is open: what a killed check has stored there is named when Temporal
     * repeats the check, and an archive may be in use. May be repeated.
     */
    async sweepStorage({ graceMs }: { graceMs: number }): Promise<SweepCounts> {
      let counts: SweepCounts = { objectsSeen: 0, removed: 0, bytesRemoved: 0, uploadsAborted: 0 };
      const putBy = Date.now() - graceMs;
      function goOn(): void {
        heartbeat(counts);
        cancellationSignal().throwIfAborted();
      }

      /** Asks again, in this order: once the run has ended nothing is stored, so what no row names now, none ever will. */
      async function sweepAvatar(avatarId: string): Promise<void> {
        if (await runs.isOpen(avatarId)) return;
        for await (const batch of batches(storage.list(keys.avatar(avatarId)))) {
          for (const { key, bytes } of await orphans(batch, putBy, owned)) {
            goOn();
            await storage.remove(key);
            counts = { ...counts, removed: counts.removed + 1, bytesRemoved: counts.bytesRemoved + bytes };
          }
        }
      }

      goOn();
      const owned = await ownedAvatars();
      counts = { ...counts, uploadsAborted: await storage.abortUploads(keys.avatars, graceMs) };
      if (!(await records.hasAvatars())) {
        // More likely than that everybody has left: another database than the one that storage belongs to.
        log.warn('the records hold no avatar at all: no object is removed', { ...counts });
        return counts;
      }
      for await (const batch of batches(storage.list(keys.avatars))) {
        counts = { ...counts, objectsSeen: counts.objectsSeen + batch.length };
        goOn();
        const found = await orphans(batch, putBy, owned);
        for (const avatarId of new Set(found.map((object) => object.avatarId))) {
          goOn();
          await sweepAvatar(avatarId);
        }
      }
      log.info('storage is swept', { ...counts });
      return counts;
    },

    /** Forgets what was asked of the trainer so long ago that it keeps nothing of it. May be repeated. @returns how much */
    async pruneRequests(): Promise<number> {
      const pruned = await records.pruneRequests(Date.now() - REQUESTS_KEPT_MS);
      if (pruned > 0) log.info('requests are pruned of which the trainer keeps nothing', { pruned });
      return pruned;
    },

    /** Forgets what users who had everything deleted had used of a day that is over. May be repeated. @returns of how many */
    async pruneUsage(): Promise<number> {
      const pruned = await records.pruneUsage();
      if (pruned > 0) log.info('usage is pruned that counts no more', { pruned });
      return pruned;
    },
  };
}

type Owned = NonNullable<ReturnType<typeof readKey>>;

/** A photo is by its own valid row, a picture by its own; an archive while its training may need it; anything else as long as the avatar is there. */
function isAccountedFor(
  { key, avatarId, kind }: StoredObject & Owned,
  { statuses, photoKeys, previewKeys }: Known,
): boolean {
  const status = statuses.get(avatarId);
  if (status === undefined) return false;
  if (kind === 'photo') return photoKeys.has(key);
  if (kind === 'preview') return previewKeys.has(key);
  return kind !== 'archive' || status === 'training';
}

async function* batches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
