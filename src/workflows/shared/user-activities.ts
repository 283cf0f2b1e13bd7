import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import * as policies from './activity-policies.ts';

/** Somebody waits for the end of a deletion: a worker that was killed is noticed soon. */
const NOTICED_SOON = '10s';

/** About one person: rows are written and asked. */
export const userActivities = proxyActivities<
  Pick<
    Activities,
    'claimTraining' | 'releaseTraining' | 'takePhotos' | 'saveBlocked' | 'saveLanguage' | 'livingAvatars'
  >
>(policies.rows);

export const deletionRows = proxyActivities<Pick<Activities, 'beginDeletion' | 'deletePerson' | 'endDeletion'>>({
  ...policies.rows,
  startToCloseTimeout: NOTICED_SOON,
});

/** Files and listings; what fails is tried until it is done. */
export const deleting = proxyActivities<
  Pick<
    Activities,
    'findAvatars' | 'settleDoubts' | 'takeInventory' | 'deleteBelongings' | 'lookForRemains' | 'eraseRuns'
  >
>({ ...policies.files, startToCloseTimeout: '10m', heartbeatTimeout: NOTICED_SOON });

/** Until every run that is taken has ended: a submission in doubt may take its time. Its retries are the looks. */
export const ending = proxyActivities<Pick<Activities, 'endRuns'>>({
  ...policies.files,
  startToCloseTimeout: '5m',
  heartbeatTimeout: NOTICED_SOON,
});

/** What the trainer would not delete within an hour goes by its own rules: the person is told so, and not kept waiting. */
export const forgetting = proxyActivities<Pick<Activities, 'forgetRequest'>>({
  ...policies.trainer,
  scheduleToCloseTimeout: '1h',
  heartbeatTimeout: NOTICED_SOON,
});

/** The receipt is tried for an hour: what is deleted stays deleted, whether Telegram can be reached or not. */
export const receipts = proxyActivities<Pick<Activities, 'tellReceipt'>>({
  ...policies.message,
  scheduleToCloseTimeout: '1h',
});

export const missed = proxyActivities<Pick<Activities, 'tellMissed'>>(policies.message);

/** The menu of commands in a person's language: worth an hour, and no more. */
export const menus = proxyActivities<Pick<Activities, 'showCommands'>>({
  ...policies.message,
  scheduleToCloseTimeout: '1h',
});
