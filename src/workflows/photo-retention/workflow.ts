import { CancellationScope, condition, isCancellation, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { removePhotosNow, type PhotoRetentionInput } from './contract.ts';
import * as policies from '../shared/activity-policies.ts';

/** Nobody waits for it: retried without end. */
const retention = proxyActivities<Pick<Activities, 'removeTrainedPhotos' | 'keepTrainedPhotos'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  heartbeatTimeout: policies.background.heartbeatTimeout,
  retry: policies.background.retry,
});

/**
 * Waits until the retention time of a completed avatar's photos is over, and removes them, except the cover. Outlives
 * the avatar's run. Ends as Canceled, with the photos kept, when an operator cancels it or the avatar is deleted.
 * @returns how many photos were removed
 */
export async function photoRetentionWorkflow({ avatarId, until }: PhotoRetentionInput): Promise<number> {
  let now = false;
  setHandler(removePhotosNow, () => void (now = true), { description: 'For operators: removes the photos now.' });
  try {
    const wait = until - Date.now();
    if (wait > 0) await condition(() => now, wait, { summary: 'the photos are kept' });
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() =>
      retention.keepTrainedPhotos.executeWithOptions({ summary: 'keep the photos' }, [{ avatarId }]),
    );
    throw error;
  }
  return retention.removeTrainedPhotos.executeWithOptions({ summary: 'remove the photos, all but the cover' }, [
    { avatarId },
  ]);
}
