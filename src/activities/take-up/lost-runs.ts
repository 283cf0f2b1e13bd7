import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from '../deps.ts';

/** Avatars looked up at once. */
const BATCH = 500;

/** Activities for avatars whose run is lost (terminated, ended by a server limit, or gone with an old backup) or whose rows are lost. */
export function createLostRunActivities({ records, runs }: Pick<ActivityDeps, 'records' | 'runs'>) {
  /** @returns false: it is not lost, or Temporal has nothing of its run */
  async function takeUp(avatarId: string): Promise<boolean> {
    if ((await runs.isOpen(avatarId)) || (await runs.isSettlingDoubt(avatarId))) return false;
    const isTakenUp = await runs.takeUp(avatarId);
    const fields = { avatarId };
    if (isTakenUp) log.warn('the run of an avatar was lost: another one goes on', fields);
    else
      log.error('the run of an avatar is lost, and nothing is left of it: its owner’s next tap begins another', fields);
    return isTakenUp;
  }

  /** Makes those without a row write one. @returns how many */
  async function restoreRows(avatarIds: readonly string[]): Promise<number> {
    const { statuses } = await records.known(avatarIds, []);
    const lost = avatarIds.filter((avatarId) => !statuses.has(avatarId));
    for (const avatarId of lost) {
      log.warn('an avatar has a run and no row: it writes it again', { avatarId });
      await runs.redrawCard(avatarId);
    }
    return lost.length;
  }

  return {
    /** Makes every open run without a row write it again. May be repeated. @returns how many */
    async writeLostRows(): Promise<number> {
      let count = 0;
      let batch: string[] = [];
      for await (const avatarId of runs.openAvatars()) {
        heartbeat(count);
        cancellationSignal().throwIfAborted();
        batch.push(avatarId);
        if (batch.length < BATCH) continue;
        count += await restoreRows(batch);
        batch = [];
      }
      return count + (await restoreRows(batch));
    },

    /** Restarts the avatar's run if it is lost. May be repeated. @returns whether a new run was started */
    async takeUpAvatar({ avatarId }: { avatarId: string }): Promise<boolean> {
      return (await records.hasRun(avatarId)) && (await takeUp(avatarId));
    },

    /** Restarts every lost run, by the avatars' rows. May be repeated. @returns how many were restarted */
    async takeUpLostAvatars(): Promise<number> {
      let count = 0;
      for (const avatarId of await records.allWithRuns()) {
        heartbeat(count);
        cancellationSignal().throwIfAborted();
        if (await takeUp(avatarId)) count += 1;
      }
      return count;
    },
  };
}
