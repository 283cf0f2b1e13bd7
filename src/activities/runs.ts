import { Context } from '@temporalio/activity';
import type { ActivityDeps } from './deps.ts';

/** Activities about the run they are called by. */
export function createRunActivities({ runs }: Pick<ActivityDeps, 'runs'>) {
  return {
    /** A run can only end as Canceled when Temporal was asked to cancel it: so it asks. */
    async cancelThisRun(): Promise<void> {
      const { workflowExecution } = Context.current().info;
      if (workflowExecution) await runs.cancel(workflowExecution.workflowId, workflowExecution.runId);
    },
  };
}
