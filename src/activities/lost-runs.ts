import { cancellationSignal, heartbeat, log } from '@temporalio/activity';
import type { ActivityDeps } from './deps.ts';

/** Activities about avatars whose run is lost: terminated, ended by a limit of the server's, or gone with an old backup. */
export function createLostRunActivities({ records, runs }: Pick<ActivityDeps, 'records' | 'runs'>) {
  /** @returns false: it is not lost, or nothing is left of its run to go on with */
  async function takeUp(avatarId: string): Promise<boolean> {
    if ((await runs.isOpen(avatarId)) || (await runs.isSettlingDoubt(avatarId))) return false;
    const isTakenUp = await runs.takeUp(avatarId);
    const fields = { avatarId };
    if (isTakenUp) log.warn('the run of an avatar was lost: another one goes on', fields);
    else
      log.error('the run of an avatar is lost, and nothing is left of it: its owner’s next tap begins another', fields);
    return isTakenUp;
  }

  return {
    /** Looks after one avatar. May be repeated. @returns whether another run goes on with it */
    async takeUpAvatar({ avatarId }: { avatarId: string }): Promise<boolean> {
      return (await records.hasRun(avatarId)) && (await takeUp(avatarId));
    },

    /** Looks after every avatar whose row says that it has a run. May be repeated. @returns how many were taken up */
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
