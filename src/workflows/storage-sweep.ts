import type { SweepCounts } from '../activities/index.ts';
import { sweeping } from './activity-options.ts';
import type { StorageSweepInput } from './messages.ts';

/** What is being stored now is named by its row within minutes; a day leaves room for a database that is away. */
const GRACE_MS = 24 * 3_600_000;

/** Clears storage of what no row names. Started daily by a schedule, or by an operator. */
export function storageSweepWorkflow({ graceMs = GRACE_MS }: StorageSweepInput = {}): Promise<SweepCounts> {
  return sweeping.sweepStorage.executeWithOptions({ summary: 'remove what no row names' }, [{ graceMs }]);
}
