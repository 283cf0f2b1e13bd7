import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import * as policies from '../shared/activity-policies.ts';

/** A user waits for the end of a deletion, so a killed worker is noticed soon. */
const NOTICED_SOON = '10s';

export const deletionRows = proxyActivities<Pick<Activities, 'beginDeletion' | 'deleteUser' | 'endDeletion'>>({
  ...policies.rows,
  startToCloseTimeout: NOTICED_SOON,
});

/** Files and listings; retried without end. */
export const deleting = proxyActivities<
  Pick<
    Activities,
    'findAvatars' | 'settleDoubts' | 'takeInventory' | 'deleteBelongings' | 'lookForRemains' | 'eraseRuns'
  >
>({ ...policies.files, startToCloseTimeout: '10m', heartbeatTimeout: NOTICED_SOON });

/** Waits until all runs have ended: a submission in doubt may take its time. Retries are the polls. */
export const ending = proxyActivities<Pick<Activities, 'endRuns'>>({
  ...policies.files,
  startToCloseTimeout: '5m',
  heartbeatTimeout: NOTICED_SOON,
});

/** The receipt is tried for an hour. The data stay deleted, whether it can be sent or not. */
export const receipts = proxyActivities<Pick<Activities, 'tellReceipt'>>({
  ...policies.message,
  scheduleToCloseTimeout: '1h',
});
