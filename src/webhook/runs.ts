import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { avatarWorkflowId, trainerResult } from '../workflows/avatar/contract.ts';
import { submissionDoubtWorkflowId } from '../workflows/submission-doubt/contract.ts';
import { takeUpWorkflowId, type TakeUpInput, takeUpWorkflowType } from '../workflows/take-up/contract.ts';
import { Refused } from './refused.ts';
import type { TrainingEnd } from './training-end.ts';

/** The runs that wait for trainings. */
export interface Runs {
  /**
   * Tells the avatar's run, and the one that settles a submission in doubt of a run that has ended. Told twice, it changes nothing.
   * @returns whether there is a run to hear it, or one that was lost is taken up: it may have ended, or never have been
   * @throws {Refused} 503: Temporal cannot be reached
   */
  tell(end: TrainingEnd): Promise<boolean>;
}

/** Ends that no avatar comes to by itself. */
const lostBy: readonly string[] = ['TERMINATED', 'TIMED_OUT'];

/** FAL waits 15 s for an answer, ms. */
const DEADLINE_MS = 5_000;

/** A run that was lost is taken up, and asks the trainer itself. @returns whether it was @throws {Refused} 503 */
async function lost(client: Client, avatarId: string): Promise<boolean> {
  try {
    return await client.withDeadline(Date.now() + DEADLINE_MS, async () => {
      const { status, taskQueue } = await client.workflow.getHandle(avatarWorkflowId(avatarId)).describe();
      if (!lostBy.includes(status.name)) return false;
      await client.workflow.start(takeUpWorkflowType, {
        workflowId: takeUpWorkflowId(avatarId),
        workflowIdConflictPolicy: 'USE_EXISTING',
        taskQueue,
        args: [{ avatarId } satisfies TakeUpInput],
        staticSummary: 'a training has ended, and its run is lost',
      });
      return true;
    });
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw new Refused(503, 'Temporal does not take the avatar up', error);
  }
}

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
      // None is left under way when another has failed.
      const told = await Promise.allSettled(ids.map(hears));
      for (const one of told) if (one.status === 'rejected') throw one.reason;
      return told.some((one) => one.status === 'fulfilled' && one.value) || lost(client, avatarId);
    },
  };
}
