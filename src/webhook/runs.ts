import type { Client } from '@temporalio/client';
import { createAvatarClient } from '../workflows/avatar/client.ts';
import { createSubmissionDoubtClient } from '../workflows/submission-doubt/client.ts';
import { createTakeUpClient } from '../workflows/take-up/client.ts';
import { Refused, type TrainingEnd } from './fal-call.ts';

/** The runs that wait for trainings. */
export interface TrainingRuns {
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

export function createTrainingRuns(client: Client): TrainingRuns {
  const options = { deadlineMs: DEADLINE_MS };
  const avatars = createAvatarClient(client, options);
  const doubts = createSubmissionDoubtClient(client, options);
  const takeUps = createTakeUpClient(client, options);

  /** A run that was lost is taken up, and asks the trainer itself. */
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
        // None is left under way when another has failed.
        const told = await Promise.allSettled([
          avatars.trainerResult(avatarId, word),
          doubts.trainerResult(avatarId, word),
        ]);
        for (const one of told) if (one.status === 'rejected') throw one.reason;
        return told.some((one) => one.status === 'fulfilled' && one.value) || (await takeUpIfLost(avatarId));
      } catch (error) {
        throw new Refused(503, 'Temporal cannot be told', error);
      }
    },
  };
}
