import { Context, log } from '@temporalio/activity';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { ActivityDeps } from '../deps.ts';

/** Activities about the run they are called by. */
export function createRunActivities({ runs, records }: Pick<ActivityDeps, 'runs' | 'records'>) {
  return {
    /** A run can only end as Canceled when Temporal was asked to cancel it: so it asks. */
    async cancelThisRun(): Promise<void> {
      const { workflowExecution } = Context.current().info;
      if (workflowExecution) await runs.cancel(workflowExecution.workflowId, workflowExecution.runId);
    },

    /**
     * Ends an avatar's run that cannot answer any more, as it stands. Nothing where the avatar is another person's.
     * @returns what the trainer may still be working on
     */
    async endStuckRun({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<TrainingRequest[]> {
      if (!(await records.isOwner(avatarId, telegramId))) return [];
      log.error('a run is terminated that cannot answer: its owner deletes the avatar', { avatarId });
      await runs.endAvatar(avatarId, 'it cannot answer, and its owner deletes the avatar');
      return records.openRequests(avatarId);
    },
  };
}
