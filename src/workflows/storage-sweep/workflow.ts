import { proxyActivities } from '@temporalio/workflow';
import type { Activities, SweepCounts } from '../../activities/index.ts';
import { lostRuns } from '../shared/activity-options.ts';
import type { StorageSweepInput } from './contract.ts';
import * as policies from '../shared/activity-policies.ts';

const pruning = proxyActivities<Pick<Activities, 'pruneRequests' | 'pruneUsage'>>(policies.rows);

const sweeping = proxyActivities<Pick<Activities, 'sweepStorage'>>({
  ...policies.background,
  startToCloseTimeout: '6h',
});

/** An object gets its row within minutes; a day leaves time for a database that is down. */
const GRACE_MS = 24 * 3_600_000;

/** Restarts lost runs, rewrites lost rows, and removes objects without rows. Started daily by a schedule, or by an operator. */
export async function storageSweepWorkflow({ graceMs = GRACE_MS }: StorageSweepInput = {}): Promise<SweepCounts> {
  const [counts] = await Promise.all([
    sweeping.sweepStorage.executeWithOptions({ summary: 'remove objects without rows' }, [{ graceMs }]),
    lostRuns.takeUpLostAvatars.executeWithOptions({ summary: 'restart lost runs' }, []),
    lostRuns.writeLostRows.executeWithOptions({ summary: 'restore lost rows' }, []),
    pruning.pruneUsage.executeWithOptions({ summary: 'remove old usage' }, []),
    pruning.pruneRequests.executeWithOptions({ summary: 'remove old requests' }, []),
  ]);
  return counts;
}
