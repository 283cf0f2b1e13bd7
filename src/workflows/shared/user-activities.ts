import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';

/** About one person: rows must be written and asked, however long the database is away. */
export const standing = proxyActivities<
  Pick<
    Activities,
    'claimTraining' | 'releaseTraining' | 'takePhotos' | 'saveBlocked' | 'saveLanguage' | 'livingAvatars'
  >
>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Somebody waits for it: a killed worker is noticed soon. */
export const deletionRows = proxyActivities<Pick<Activities, 'beginDeletion' | 'deletePerson' | 'endDeletion'>>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Files and listings take longer than rows; what fails is tried until it is done. */
export const deleting = proxyActivities<
  Pick<
    Activities,
    'findAvatars' | 'settleDoubts' | 'takeInventory' | 'deleteBelongings' | 'lookForRemains' | 'eraseRuns'
  >
>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Until every run that is taken has ended: a submission in doubt may take its time. Its retries are the looks. */
export const ending = proxyActivities<Pick<Activities, 'endRuns'>>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** What the trainer would not delete within an hour goes by its own rules: the person is told so, and not kept waiting. */
export const forgetting = proxyActivities<Pick<Activities, 'forgetRequest'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** The receipt is tried for an hour: what is deleted stays deleted, whether Telegram can be reached or not. */
export const receipts = proxyActivities<Pick<Activities, 'tellReceipt'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

export const missed = proxyActivities<Pick<Activities, 'tellMissed'>>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** The menu of commands in a person's language: worth an hour, and no more. */
export const menus = proxyActivities<Pick<Activities, 'showCommands'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});
