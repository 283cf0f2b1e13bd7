import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { avatarWorkflowId, submissionDoubtWorkflowId, trainerResult } from '../workflows/messages.ts';
import { Refused } from './refused.ts';
import type { TrainingEnd } from './training-end.ts';

/** The runs that wait for trainings. */
export interface Runs {
  /**
   * Tells the avatar's run, and the one that settles a submission in doubt of a run that has ended. Told twice, it changes nothing.
   * @returns whether there is a run to hear it: it may have ended, or never have been
   * @throws {Refused} 503: Temporal cannot be reached
   */
  tell(end: TrainingEnd): Promise<boolean>;
}

/** FAL waits 15 s for an answer, ms. */
const DEADLINE_MS = 5_000;

export function createRuns(client: Client): Runs {
  return {
    async tell({ avatarId, ...said }) {
      const hears = async (workflowId: string): Promise<boolean> => {
        const run = client.workflow.getHandle(workflowId);
        try {
          await client.withDeadline(Date.now() + DEADLINE_MS, () => run.signal(trainerResult, said));
          return true;
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return false;
          throw new Refused(503, 'Temporal does not take the signal', error);
        }
      };
      const ids = [avatarWorkflowId(avatarId), submissionDoubtWorkflowId(avatarId, said.attempt)];
      return (await Promise.all(ids.map(hears))).includes(true);
    },
  };
}
