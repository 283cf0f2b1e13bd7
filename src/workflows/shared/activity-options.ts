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

/** What a person chooses about an avatar in no hurry: rows alone. */
export const choices = proxyActivities<Pick<Activities, 'keepName' | 'chooseMain'>>(policies.rows);

/** A run that cannot answer any more is ended as it stands. */
export const stuckRuns = proxyActivities<Pick<Activities, 'endStuckRun'>>(policies.rows);

export const files = proxyActivities<Pick<Activities, 'removePhoto' | 'deleteAvatar'>>(policies.files);

/** Nobody waits for it: what cannot be done now is tried again for as long as it takes. */
export const retention = proxyActivities<Pick<Activities, 'removeTrainedPhotos' | 'keepTrainedPhotos'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  heartbeatTimeout: policies.background.heartbeatTimeout,
  retry: policies.background.retry,
});

/** Checks wait in a queue of their own for as long as it takes. One that is cancelled has ended before anything else is done about its photo. */
export function checks() {
  return proxyActivities<Pick<Activities, 'checkPhoto' | 'restorePhoto'>>({
    ...policies.files,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
  });
}

/** Takes a second or two where photos are checked, when its turn comes. What it finds is a hint: no more than that is tried. */
export function comparing() {
  return proxyActivities<Pick<Activities, 'compareFaces'>>({
    ...policies.files,
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '5m',
    scheduleToCloseTimeout: '1h',
    // A photo may wait for its turn for a minute.
    heartbeatTimeout: '90s',
    retry: { ...policies.files.retry, maximumAttempts: 5 },
  });
}

/** A card that cannot be shown must not hold up a life: the next one replaces it. */
export const card = proxyActivities<Pick<Activities, 'showCard'>>({
  ...policies.message,
  scheduleToCloseTimeout: '5m',
  retry: { ...policies.message.retry, maximumInterval: '30s' },
});

/** Somebody waits for it, and taps again. */
export const photoReview = proxyActivities<Pick<Activities, 'showPhotos'>>({
  ...policies.message,
  scheduleToCloseTimeout: '3m',
  retry: { ...policies.message.retry, maximumInterval: '10s' },
});

/** Called off, it was either told or will not be: it is never told twice. */
export const notifications = proxyActivities<Pick<Activities, 'announce'>>({
  ...policies.message,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export const archive = proxyActivities<Pick<Activities, 'buildArchive'>>({
  ...policies.files,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  // It sends one for each photo.
  heartbeatTimeout: '1m',
});

/** The archive leaves us: nothing is paid for it, and it may take a while. */
export const uploads = proxyActivities<Pick<Activities, 'uploadArchive'>>({
  ...policies.trainer,
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: policies.WORKER_ALIVE,
});

export const submitOnce = proxyActivities<Pick<Activities, 'submitTraining'>>(policies.paid);

/** What became of a submission must be known. */
export const trainingRecords = proxyActivities<Pick<Activities, 'settleSubmission' | 'saveRequest' | 'endTraining'>>(
  policies.rows,
);

/** FAL is asked, and what it cannot say now is asked again. */
export const requestLookup = proxyActivities<Pick<Activities, 'findSubmission' | 'adoptRequest'>>({
  ...policies.trainer,
  scheduleToCloseTimeout: '2m',
  retry: { ...policies.trainer.retry, maximumAttempts: 4 },
});

/** Polls are retries of one attempt at waiting, so that their number leaves no trace in history. */
export function polling(pollIntervalMs: number, timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'awaitTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
    heartbeatTimeout: policies.WORKER_ALIVE,
    retry: { initialInterval: pollIntervalMs, backoffCoefficient: 1 },
  });
}

/** It was paid for: tried until it is there, or the activity itself says that there is no hope. */
export const results = proxyActivities<Pick<Activities, 'takeResult'>>({
  ...policies.trainer,
  startToCloseTimeout: '15m',
  heartbeatTimeout: policies.WORKER_ALIVE,
  // What it has stored when it is cancelled must be known: without a word the SDK does not wait, whatever its documentation says.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** What was taken is written down however long that takes. */
export const takenResults = proxyActivities<Pick<Activities, 'saveResult' | 'dropResult'>>(policies.rows);

/** Weights may have to be uploaded: nothing is paid for it, and it may take a while. */
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
 * Polls are retries, as those of a training. A picture takes seconds; it was paid for, and so storage or rows that are away are
 * waited for as long as FAL keeps it (FILES_LIFE_MS). What is not there by then is asked for again by its owner.
 */
export const receiving = proxyActivities<Pick<Activities, 'receivePreview'>>({
  ...policies.files,
  scheduleToCloseTimeout: '24h',
});

/** Some MB go to Telegram. */
export const delivering = proxyActivities<Pick<Activities, 'sendPreviews'>>({
  ...policies.message,
  heartbeatTimeout: policies.WORKER_ALIVE,
});

/** A picture is done in seconds, told to stop or not: whoever has it stopped, since all their data are being deleted say, does not wait. */
export const cancelling = proxyActivities<Pick<Activities, 'cancelTraining'>>({
  ...policies.trainer,
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '20s',
});

/** What would be good to know, and is not worth a wait. */
export const advisory = proxyActivities<Pick<Activities, 'weakPhotos'>>({
  ...policies.rows,
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
});

/** A training that goes on costs money: its trainer is told for long. */
export function stopping(timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'cancelTraining'>>({
    ...policies.trainer,
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
  });
}

export const pruning = proxyActivities<Pick<Activities, 'pruneRequests' | 'pruneUsage'>>(policies.rows);

/** A row for each avatar that lives, and a question to Temporal for each. One that its owner waits for is taken up soon. */
export const lostRuns = proxyActivities<Pick<Activities, 'takeUpAvatar' | 'takeUpLostAvatars' | 'writeLostRows'>>({
  ...policies.background,
  retry: { ...policies.background.retry, initialInterval: '1s' },
});

/** Looks at everything that is stored. */
export const sweeping = proxyActivities<Pick<Activities, 'sweepStorage'>>({
  ...policies.background,
  startToCloseTimeout: '6h',
});
