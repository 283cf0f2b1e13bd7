/**
 * The workflows, broken on purpose: each starts more timers than it ever has at once, before anything else. A replay
 * suite that lets this pass proves nothing.
 */
import { sleep } from '@temporalio/workflow';
import * as sound from '../../../src/workflows/index.ts';

function broken<A extends unknown[], R>(workflow: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    await Promise.all([sleep(1), sleep(1), sleep(1)]);
    return workflow(...args);
  };
}

export const avatarWorkflow = broken(sound.avatarWorkflow);
export const avatarChangeWorkflow = broken(sound.avatarChangeWorkflow);
export const userDeletionWorkflow = broken(sound.userDeletionWorkflow);
export const userLanguageWorkflow = broken(sound.userLanguageWorkflow);
export const userReachabilityWorkflow = broken(sound.userReachabilityWorkflow);
export const photoInboxWorkflow = broken(sound.photoInboxWorkflow);
export const photoRetentionWorkflow = broken(sound.photoRetentionWorkflow);
export const photoReviewWorkflow = broken(sound.photoReviewWorkflow);
export const previewWorkflow = broken(sound.previewWorkflow);
export const storageSweepWorkflow = broken(sound.storageSweepWorkflow);
export const submissionDoubtWorkflow = broken(sound.submissionDoubtWorkflow);
export const takeUpWorkflow = broken(sound.takeUpWorkflow);
