import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';
import type { Known } from '../ports/records.ts';
import { REQUESTS_KEPT_MS } from '../../domain/photos/retention.ts';
import { keys, ownedAvatar, readKey } from '../lib/storage-keys.ts';
import type { StoredObject } from '../ports/storage.ts';

export interface SweepCounts {
  readonly objectsSeen: number;
  readonly removed: number;
  readonly bytesRemoved: number;
  readonly uploadsAborted: number;
}

/** A restored backup is noticed within this time, ms: older objects without rows are swept, whoever owns them. */
const OLDEST_BACKUP_MS = 30 * 24 * 3_600_000;

/** Objects looked up at once: bounds memory and the length of a query. */
const BATCH = 500;

export function createSweepActivities({ records, storage, runs }: Pick<ActivityDeps, 'records' | 'storage' | 'runs'>) {
  /** Avatars with an owner that are younger than any backup that may be restored: a missing row is lost, not deleted. */
  async function ownedAvatars(): Promise<ReadonlySet<string>> {
    const owned = new Set<string>();
    for await (const { key, lastModified } of storage.list(keys.owners)) {
      const avatarId = ownedAvatar(key);
      if (avatarId !== null && lastModified > Date.now() - OLDEST_BACKUP_MS) owned.add(avatarId);
    }
    return owned;
  }

  /** Objects last written by `putBy`, ms since the epoch, that neither a row nor an owner accounts for. */
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
     * Removes objects without rows that were last written more than `graceMs` ago, and aborts uploads that old. Skips
     * avatars with an open run: a killed check may have stored a photo whose row the retry will write, and an archive
     * may be in use. May be repeated.
     */
    async sweepStorage({ graceMs }: { graceMs: number }): Promise<SweepCounts> {
      let counts: SweepCounts = { objectsSeen: 0, removed: 0, bytesRemoved: 0, uploadsAborted: 0 };
      const putBy = Date.now() - graceMs;
      function goOn(): void {
        heartbeat(counts);
        cancellationSignal().throwIfAborted();
      }

      /** Checks again, in this order: an ended run stores nothing more, so an object without a row now never gets one. */
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
        // More likely a wrong database than that every user has left.
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

    /** Deletes records of requests so old that the trainer keeps nothing of them. May be repeated. @returns how many */
    async pruneRequests(): Promise<number> {
      const pruned = await records.pruneRequests(Date.now() - REQUESTS_KEPT_MS);
      if (pruned > 0) log.info('requests are pruned of which the trainer keeps nothing', { pruned });
      return pruned;
    },

    /** Deletes usage times that no longer count. May be repeated. @returns how many users' times */
    async pruneUsage(): Promise<number> {
      const pruned = await records.pruneUsage();
      if (pruned > 0) log.info('usage is pruned that counts no more', { pruned });
      return pruned;
    },
  };
}

type Owned = NonNullable<ReturnType<typeof readKey>>;

/** A photo needs its own valid row, a picture its own row, an archive a training that may need it, anything else the avatar's row. */
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
