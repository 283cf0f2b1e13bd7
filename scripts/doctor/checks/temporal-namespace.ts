import { tsToMs } from '@temporalio/common/lib/time.js';
import { NotChecked, ok, warning, wrong, type Check } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { inOneLine, inTime } from '../words.ts';

const NOT_FOUND = 5;
/** An incident of a holiday must still be visible afterwards, ms. `temporal:setup` asks for 30 days. */
const LEAST_RETENTION_MS = 7 * 86_400_000;

/** Whether the namespace exists, and keeps ended runs long enough. */
export const temporalNamespace = (reach: Reach, production: boolean): Check => ({
  name: 'temporal-namespace',
  async run() {
    const { namespace } = await found(reach.temporal(), 'Temporal does not answer');
    try {
      const { config } = await reach.namespace();
      const retentionMs = tsToMs(config?.workflowExecutionRetentionTtl);
      const what = `${namespace} keeps ended runs for ${inTime(retentionMs)}`;
      if (!production || retentionMs >= LEAST_RETENTION_MS) return [ok(what)];
      const fix = `temporal operator namespace update --namespace ${namespace} --retention 30d`;
      return [warning(`${what} alone: after that nobody sees why an avatar failed`, fix)];
    } catch (error) {
      if (error instanceof NotChecked) throw error;
      if ((error as { code?: unknown }).code === NOT_FOUND) {
        return [wrong(`there is no namespace ${namespace}`, 'npm run temporal:setup, or set TEMPORAL_NAMESPACE')];
      }
      const fix = 'check TEMPORAL_NAMESPACE, and what this client may do there';
      return [wrong(`the namespace ${namespace} cannot be looked at (${inOneLine(error)})`, fix)];
    }
  },
});
