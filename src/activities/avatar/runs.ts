import { Context, log } from '@temporalio/activity';
import type { TrainingRequest } from '../../domain/avatar/life.ts';
import type { ActivityDeps } from '../deps.ts';

export function createRunActivities({ runs, records }: Pick<ActivityDeps, 'runs' | 'records'>) {
  return {
    /** A run ends as Canceled only when Temporal was asked to cancel it: so it asks. */
    async cancelThisRun(): Promise<void> {
      const { workflowExecution } = Context.current().info;
      if (workflowExecution) await runs.cancel(workflowExecution.workflowId, workflowExecution.runId);
    },

    /** Terminates an avatar's stuck run. No effect where the avatar is another user's. @returns what the trainer may still be working on */
    async endStuckRun({ avatarId, telegramId }: { avatarId: string; telegramId: number }): Promise<TrainingRequest[]> {
      if (!(await records.isOwner(avatarId, telegramId))) return [];
      log.error('a run is terminated that cannot answer: its owner deletes the avatar', { avatarId });
      await runs.endAvatar(avatarId, 'it cannot answer, and its owner deletes the avatar');
      return records.openRequests(avatarId);
    },
  };
}
