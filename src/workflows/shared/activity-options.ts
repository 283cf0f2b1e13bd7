/** Activities that several files ask for. What one alone does is declared there. */
import { ActivityCancellationType, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import * as policies from './activity-policies.ts';
import { photoTaskQueue } from './task-queues.ts';

export const records = proxyActivities<
  Pick<
    Activities,
    | 'openAvatar'
    | 'restoreAvatar'
    | 'focusPhotos'
    | 'expectName'
    | 'openAvatarOf'
    | 'saveAvatar'
    | 'renameAvatar'
    | 'cancelThisRun'
  >
>(policies.rows);

export const avatarFiles = proxyActivities<Pick<Activities, 'removePhoto' | 'deleteAvatar'>>(policies.files);

/** Waits in the photos' queue without a limit. */
export function lostPhotos() {
  return proxyActivities<Pick<Activities, 'restorePhoto'>>({
    ...policies.files,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
  });
}

/** Cancelled, it was either sent or never will be: it is not sent twice. */
export const notifications = proxyActivities<Pick<Activities, 'announce'>>({
  ...policies.message,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** The outcome of a submission must be known. */
export const trainingRecords = proxyActivities<Pick<Activities, 'settleSubmission' | 'saveRequest' | 'endTraining'>>(
  policies.rows,
);

/** A picture is done in seconds, stopped or not, so whoever stops it, such as a deletion of the user's data, does not wait. */
export const cancelling = proxyActivities<Pick<Activities, 'cancelTraining'>>({
  ...policies.trainer,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '20s',
});

/** A running training costs money: keep telling the trainer for long. */
export function cancellingFor(timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'cancelTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
  });
}

/** A row for each living avatar, and a request to Temporal for each. A user may wait for one avatar. */
export const lostRuns = proxyActivities<Pick<Activities, 'takeUpAvatar' | 'takeUpLostAvatars' | 'writeLostRows'>>({
  ...policies.background,
  retry: { ...policies.background.retry, initialInterval: '1s' },
});

export const userActivities = proxyActivities<Pick<Activities, 'saveBlocked' | 'saveLanguage' | 'livingAvatars'>>(
  policies.rows,
);

/** What the trainer does not delete within an hour is left to its own rules: the user is told so. */
export const forgetting = proxyActivities<Pick<Activities, 'forgetRequest'>>({
  ...policies.trainer,
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '10s',
});
