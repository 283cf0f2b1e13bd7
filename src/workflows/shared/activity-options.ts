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

/** Rows only; nobody waits. */
export const choices = proxyActivities<Pick<Activities, 'keepName' | 'chooseMain'>>(policies.rows);

export const stuckRuns = proxyActivities<Pick<Activities, 'endStuckRun'>>(policies.rows);

export const files = proxyActivities<Pick<Activities, 'removePhoto' | 'deleteAvatar'>>(policies.files);

/** Nobody waits for it: retried without end. */
export const retention = proxyActivities<Pick<Activities, 'removeTrainedPhotos' | 'keepTrainedPhotos'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  heartbeatTimeout: policies.background.heartbeatTimeout,
  retry: policies.background.retry,
});

/** Checks wait in a queue of their own without a limit. A cancelled check ends before anything else is done about its photo. */
export function checks() {
  return proxyActivities<Pick<Activities, 'checkPhoto' | 'restorePhoto'>>({
    ...policies.files,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
  });
}

/** A second or two on a photo worker, when its turn comes. The result is only a hint: few attempts. */
export function comparing() {
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

/** A failing card must not delay the workflow: the next one replaces it. */
export const card = proxyActivities<Pick<Activities, 'showCard'>>({
  ...policies.message,
  scheduleToCloseTimeout: '5m',
  retry: { ...policies.message.retry, maximumInterval: '30s' },
});

/** A user waits for it, and taps again. */
export const photoReview = proxyActivities<Pick<Activities, 'showPhotos'>>({
  ...policies.message,
  scheduleToCloseTimeout: '3m',
  retry: { ...policies.message.retry, maximumInterval: '10s' },
});

/** Cancelled, it was either sent or never will be: it is not sent twice. */
export const notifications = proxyActivities<Pick<Activities, 'announce'>>({
  ...policies.message,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export const archive = proxyActivities<Pick<Activities, 'buildArchive'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  // It sends a heartbeat for each photo.
  heartbeatTimeout: '1m',
});

/** Costs nothing, and may take a while. */
export const uploads = proxyActivities<Pick<Activities, 'uploadArchive'>>({
  ...policies.trainer,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: policies.WORKER_ALIVE,
});

export const submitOnce = proxyActivities<Pick<Activities, 'submitTraining'>>(policies.paid);

/** The outcome of a submission must be known. */
export const trainingRecords = proxyActivities<Pick<Activities, 'settleSubmission' | 'saveRequest' | 'endTraining'>>(
  policies.rows,
);

/** Asks FAL; what it cannot tell now is asked again. */
export const requestLookup = proxyActivities<Pick<Activities, 'findSubmission' | 'adoptRequest'>>({
  ...policies.trainer,
  scheduleToCloseTimeout: '2m',
  retry: { ...policies.trainer.retry, maximumAttempts: 4 },
});

/** Polls are retries of one activity, so that their number leaves no trace in history. */
export function polling(pollIntervalMs: number, timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'awaitTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
    heartbeatTimeout: policies.WORKER_ALIVE,
    retry: { initialInterval: pollIntervalMs, backoffCoefficient: 1 },
  });
}

/** The result was paid for: retried until it is there, or the activity itself gives up. */
export const results = proxyActivities<Pick<Activities, 'takeResult'>>({
  ...policies.trainer,
  startToCloseTimeout: '15m',
  heartbeatTimeout: policies.WORKER_ALIVE,
  // What it has stored when it is cancelled must be known. Without this type the SDK does not wait, whatever its
  // documentation says.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** A fetched result is saved, however long that takes. */
export const takenResults = proxyActivities<Pick<Activities, 'saveResult' | 'dropResult'>>(policies.rows);

/** Weights may have to be uploaded: that costs nothing, and may take a while. */
export const planning = proxyActivities<Pick<Activities, 'planPreviews'>>({
  ...policies.trainer,
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '2h',
  heartbeatTimeout: policies.WORKER_ALIVE,
});

export const pictureSubmission = proxyActivities<Pick<Activities, 'submitPreview'>>({
  ...policies.paid,
  startToCloseTimeout: '2m',
});

export const previewRows = proxyActivities<Pick<Activities, 'settlePreview' | 'forgetWeightsAddress'>>(policies.rows);

/**
 * Polls are retries, as for a training. A picture takes seconds but was paid for, so unavailable storage or rows are
 * waited for as long as FAL keeps it (FILES_LIFE_MS). After that the user has to ask again.
 */
export const receiving = proxyActivities<Pick<Activities, 'receivePreview'>>({
  ...policies.files,
  scheduleToCloseTimeout: '24h',
});

export const delivering = proxyActivities<Pick<Activities, 'sendPreviews'>>({
  ...policies.message,
  heartbeatTimeout: policies.WORKER_ALIVE,
});

/** A picture is done in seconds, stopped or not, so whoever stops it, such as a deletion of the user's data, does not wait. */
export const cancelling = proxyActivities<Pick<Activities, 'cancelTraining'>>({
  ...policies.trainer,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '20s',
});

/** Good to know, but not worth a wait. */
export const advisory = proxyActivities<Pick<Activities, 'weakPhotos'>>({
  ...policies.rows,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
});

/** A running training costs money: keep telling the trainer for long. */
export function stopping(timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'cancelTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
  });
}

export const pruning = proxyActivities<Pick<Activities, 'pruneRequests' | 'pruneUsage'>>(policies.rows);

/** A row for each living avatar, and a request to Temporal for each. A user may wait for one avatar. */
export const lostRuns = proxyActivities<Pick<Activities, 'takeUpAvatar' | 'takeUpLostAvatars' | 'writeLostRows'>>({
  ...policies.background,
  retry: { ...policies.background.retry, initialInterval: '1s' },
});

export const sweeping = proxyActivities<Pick<Activities, 'sweepStorage'>>({
  ...policies.background,
  startToCloseTimeout: '6h',
});
