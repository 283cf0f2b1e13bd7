import type { Client } from '@temporalio/client';
import { createAvatarClient } from '../workflows/avatar/client.ts';
import { createSubmissionDoubtClient } from '../workflows/submission-doubt/client.ts';
import { createTakeUpClient } from '../workflows/take-up/client.ts';
import { Refused, type TrainingEnd } from './fal-call.ts';

export interface TrainingRuns {
  /**
   * Tells the avatar's run, and the run that settles a submission in doubt. Telling twice changes nothing.
   * @returns whether a run heard it, or a lost one was restarted: it may have ended, or never existed
   * @throws {Refused} 503: Temporal cannot be reached
   */
  tell(end: TrainingEnd): Promise<boolean>;
}

/** Ways of ending that are never an avatar's own. */
const lostBy: readonly string[] = ['TERMINATED', 'TIMED_OUT'];

/** FAL waits 15 s for an answer, ms. */
const DEADLINE_MS = 5_000;

export function createTrainingRuns(client: Client): TrainingRuns {
  const options = { deadlineMs: DEADLINE_MS };
  const avatars = createAvatarClient(client, options);
  const doubts = createSubmissionDoubtClient(client, options);
  const takeUps = createTakeUpClient(client, options);

  /** A restarted run asks the trainer itself. */
  async function takeUpIfLost(avatarId: string): Promise<boolean> {
    const run = await avatars.describe(avatarId);
    if (!run || !lostBy.includes(run.status.name)) return false;
    const { taskQueue } = run;
    await takeUps.start(avatarId, { taskQueue, summary: 'a training has ended, and its run is lost' });
    return true;
  }

  return {
    async tell({ avatarId, ...word }) {
      try {
        // Wait for both, even if one fails.
        const told = await Promise.allSettled([
          avatars.reportTrainingEnd(avatarId, word),
          doubts.reportTrainingEnd(avatarId, word),
        ]);
        for (const one of told) if (one.status === 'rejected') throw one.reason;
        return told.some((one) => one.status === 'fulfilled' && one.value) || (await takeUpIfLost(avatarId));
      } catch (error) {
        throw new Refused(503, 'Temporal cannot be told', error);
      }
    },
  };
}
