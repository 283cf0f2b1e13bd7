import { ActivityCancellationType, proxyActivities, workflowInfo, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { photoTaskQueue } from './task-queues.ts';

/** Rows must be written, however long the database is away. */
const untilDone: ActivityOptions = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
};

export const records =
  proxyActivities<
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
  >(untilDone);

/** What a person chooses about an avatar in no hurry: rows alone. */
export const choices = proxyActivities<Pick<Activities, 'keepName' | 'chooseMain'>>(untilDone);

/** A run that cannot answer any more is ended as it stands. */
export const stuckRuns = proxyActivities<Pick<Activities, 'endStuckRun'>>(untilDone);

/** Files take longer than rows. */
const withFiles: ActivityOptions = {
  startToCloseTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

/** A worker that was killed is noticed by it, however long the work may take. */
const WORKER_ALIVE = '25s';

export const files = proxyActivities<Pick<Activities, 'removePhoto' | 'deleteAvatar'>>({
  ...withFiles,
  heartbeatTimeout: WORKER_ALIVE,
});

/** Nobody waits for it: what cannot be done now is tried again for as long as it takes. */
export const retention = proxyActivities<Pick<Activities, 'removeTrainedPhotos' | 'keepTrainedPhotos'>>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '1h' },
});

/** Checks wait in a queue of their own for as long as it takes. One that is cancelled has ended before anything else is done about its photo. */
export function checks() {
  return proxyActivities<Pick<Activities, 'checkPhoto' | 'restorePhoto'>>({
    ...withFiles,
    heartbeatTimeout: WORKER_ALIVE,
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
  });
}

/** Takes a second or two where photos are checked, when its turn comes. What it finds is a hint: no more than that is tried. */
export function comparing() {
  return proxyActivities<Pick<Activities, 'compareFaces'>>({
    taskQueue: photoTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '5m',
    scheduleToCloseTimeout: '1h',
    // A photo may wait for its turn for a minute.
    heartbeatTimeout: '90s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 5 },
  });
}

/**
 * Longest attempt to write to a person, ms: longer than all its calls together (LONGEST_MS of adapters/telegram/messenger.ts, and a look into
 * the records), for one that is given up too soon is made again, and its message comes twice.
 */
export const WRITING_MS = 120_000;

/** A card that cannot be shown must not hold up a life: the next one replaces it. */
export const card = proxyActivities<Pick<Activities, 'showCard'>>({
  startToCloseTimeout: WRITING_MS,
  scheduleToCloseTimeout: '5m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Somebody waits for it, and taps again. */
export const looking = proxyActivities<Pick<Activities, 'showPhotos'>>({
  startToCloseTimeout: WRITING_MS,
  scheduleToCloseTimeout: '3m',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** What must be noticed is tried for a day. Called off, it was either told or will not be: it is never told twice. */
export const news = proxyActivities<Pick<Activities, 'announce'>>({
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  startToCloseTimeout: WRITING_MS,
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

export const archive = proxyActivities<Pick<Activities, 'buildArchive'>>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '1m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** The archive leaves us: nothing is paid for it, and it may take a while. */
export const uploads = proxyActivities<Pick<Activities, 'uploadArchive'>>({
  startToCloseTimeout: '10m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** The one call that costs money: a single attempt, whatever happens to it. */
export const paid = proxyActivities<Pick<Activities, 'submitTraining'>>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '20s',
  retry: { maximumAttempts: 1 },
});

/** What became of a submission must be known, however long the database is away. */
export const doubts = proxyActivities<Pick<Activities, 'settleSubmission' | 'saveRequest' | 'endTraining'>>(untilDone);

/** FAL is asked, and what it cannot say now is asked again. */
export const inquiries = proxyActivities<Pick<Activities, 'findSubmission' | 'adoptRequest'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '2m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 4 },
});

/** Polls are retries of one attempt at waiting, so that their number leaves no trace in history. */
export function polling(pollIntervalMs: number, timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'awaitTraining'>>({
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
    heartbeatTimeout: '20s',
    retry: { initialInterval: pollIntervalMs, backoffCoefficient: 1 },
  });
}

/** It was paid for: tried until it is there, or the activity itself says that there is no hope. */
export const results = proxyActivities<Pick<Activities, 'takeResult'>>({
  startToCloseTimeout: '15m',
  // Whoever was killed while fetching is noticed soon.
  heartbeatTimeout: '20s',
  // What it has stored when it is cancelled must be known: without a word the SDK does not wait, whatever its documentation says.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** What was taken is written down however long that takes. */
export const takenResults = proxyActivities<Pick<Activities, 'saveResult' | 'dropResult'>>(untilDone);

/** Weights may have to be uploaded: nothing is paid for it, and it may take a while. */
export const planning = proxyActivities<Pick<Activities, 'planPreviews'>>({
  startToCloseTimeout: '15m',
  scheduleToCloseTimeout: '2h',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Each costs money: a single attempt, whatever happens to it. */
export const drawing = proxyActivities<Pick<Activities, 'submitPreview'>>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '20s',
  retry: { maximumAttempts: 1 },
});

export const previewRows = proxyActivities<Pick<Activities, 'settlePreview' | 'forgetWeightsAddress'>>(untilDone);

/**
 * Polls are retries, as those of a training. A picture takes seconds; it was paid for, and so storage or rows that are away are
 * waited for as long as FAL keeps it (FILES_LIFE_MS). What is not there by then is asked for again by its owner.
 */
export const receiving = proxyActivities<Pick<Activities, 'receivePreview'>>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '24h',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Some MB go to Telegram; what must be noticed is tried for a day. */
export const delivering = proxyActivities<Pick<Activities, 'sendPreviews'>>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '24h',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** A picture is done in seconds, told to stop or not: whoever has it stopped, since all their data are being deleted say, does not wait. */
export const cancelling = proxyActivities<Pick<Activities, 'cancelTraining'>>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '20s',
  retry: { initialInterval: '1s', backoffCoefficient: 2 },
});

/** What would be good to know, and is not worth a wait. */
export const hints = proxyActivities<Pick<Activities, 'weakPhotos'>>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2 },
});
/** A training that goes on costs money: its trainer is told for long. */
export function stopping(timeoutMs: number) {
  return proxyActivities<Pick<Activities, 'cancelTraining'>>({
    startToCloseTimeout: '30s',
    scheduleToCloseTimeout: timeoutMs,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/** A row for each avatar that lives, and a question to Temporal for each. */
export const pruning = proxyActivities<Pick<Activities, 'pruneRequests' | 'pruneUsage'>>(untilDone);

export const lostRuns = proxyActivities<Pick<Activities, 'takeUpAvatar' | 'takeUpLostAvatars' | 'writeLostRows'>>({
  startToCloseTimeout: '1h',
  scheduleToCloseTimeout: '20h',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '10m' },
});

/** Looks at everything that is stored, in no hurry; what cannot be done today is done tomorrow. */
export const sweeping = proxyActivities<Pick<Activities, 'sweepStorage'>>({
  startToCloseTimeout: '6h',
  scheduleToCloseTimeout: '20h',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '30s', backoffCoefficient: 2, maximumInterval: '30m' },
});
