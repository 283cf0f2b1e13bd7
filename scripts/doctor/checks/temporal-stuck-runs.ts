import { STUCK_RUNS } from '../../../src/workflows/shared/search-attributes.ts';
import { ok, warning, wrong, type Check } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { counted, inOneLine } from '../words.ts';

/** Whether runs are stuck because the worker's code fails in them: their users wait until somebody fixes it. */
export const temporalStuckRuns = (reach: Reach): Check => ({
  name: 'temporal-stuck-runs',
  async run() {
    const { connection, namespace } = await found(reach.temporal(), 'Temporal does not answer');
    await found(reach.namespace(), 'the namespace is not there');
    try {
      const { count } = await connection.workflowService.countWorkflowExecutions({ namespace, query: STUCK_RUNS });
      const stuck = Number(count);
      if (stuck === 0) return [ok('none')];
      return [wrong(`${counted(stuck, 'run')} cannot go on`, 'see “A run that is stuck” in docs/operations.md')];
    } catch (error) {
      return [warning(`not known (${inOneLine(error)})`, 'update the server: 1.30 and later mark them')];
    }
  },
});
