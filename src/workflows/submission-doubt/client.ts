import type { Client } from '@temporalio/client';
import { reaches, within, type ClientOptions } from '../shared/client.ts';
import { submissionDoubtWorkflowId, reportTrainingEnd, type TrainerWord } from './contract.ts';

export function createSubmissionDoubtClient(client: Client, options: ClientOptions = {}) {
  const { workflow } = client;
  const inTime = within(client, options);
  return {
    /** @returns false: no run works on that attempt's doubt */
    reportTrainingEnd: (avatarId: string, word: TrainerWord & { readonly attempt: number }): Promise<boolean> => {
      const run = workflow.getHandle(submissionDoubtWorkflowId(avatarId, word.attempt));
      return reaches(() => inTime(() => run.signal(reportTrainingEnd, word)));
    },

    /** Whether a submission of the avatar is in doubt. Temporal's list lags a little. */
    isSettling: async (avatarId: string): Promise<boolean> => {
      const ids = submissionDoubtWorkflowId(avatarId, '');
      const query = `WorkflowId STARTS_WITH '${ids}' AND ExecutionStatus = 'Running'`;
      return (await workflow.count(query)).count > 0;
    },
  };
}
