import { log, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import type { AvatarWorkflowState } from '../../domain/avatar/life.ts';
import { rulesOf } from '../../domain/photos/rules.ts';
import * as policies from '../shared/activity-policies.ts';
import { latestWriter } from '../shared/latest-writer.ts';
import { photoTaskQueue } from '../shared/task-queues.ts';
import type { AvatarInput } from './contract.ts';

/** A second or two on a photo worker, when its turn comes. The result is only a hint: few attempts. */
function comparing() {
  return proxyActivities<Pick<Activities, 'compareFaces'>>({
    ...policies.files,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '5m',
    scheduleToCloseTimeout: '1h',
    // A photo may wait a minute for its turn.
    heartbeatTimeout: '90s',
    retry: { ...policies.files.retry, maximumAttempts: 5 },
  });
}

/** @returns to be called when the photos change: if they are enough for a training, compares the faces in the background */
export function faceComparison(life: AvatarWorkflowState, { avatarId, choices }: AvatarInput): () => void {
  const comparison = latestWriter(async () => {
    life.facesDue = true;
    try {
      await comparing().compareFaces.executeWithOptions({ summary: 'compare the faces' }, [{ avatarId }]);
    } catch (error) {
      log.warn('the faces could not be compared', { error });
    }
    delete life.facesDue;
  });
  return () => {
    if (life.status === 'ready' && !life.ending && rulesOf(choices.avatarType).face) comparison.due();
  };
}
