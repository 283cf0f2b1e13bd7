import { Client, ScheduleNotFoundError, type ScheduleOptions } from '@temporalio/client';
import { schedules } from '../../../temporal/schedules.ts';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { inOneLine } from '../words.ts';

const SET_UP = 'npm run temporal:setup';

/** Whether every schedule exists, is not paused, and starts its workflow on the worker's task queue. */
export const temporalSchedules = (reach: Reach, taskQueue: string): Check => ({
  name: 'temporal-schedules',
  async run() {
    const { connection, namespace } = await found(reach.temporal(), 'Temporal does not answer');
    await found(reach.namespace(), 'the namespace is not there');
    const client = new Client({ connection, namespace });
    return Promise.all(schedules(taskQueue).map((wanted) => lookAt(client, wanted)));
  },
});

async function lookAt({ schedule }: Client, { scheduleId: id, action: wanted }: ScheduleOptions): Promise<Finding> {
  try {
    const { action, state } = await schedule.getHandle(id).describe();
    if (action.workflowType !== nameOf(wanted.workflowType)) return wrong(`${id} starts another workflow`, SET_UP);
    if (action.taskQueue !== wanted.taskQueue) {
      return wrong(`${id} starts its runs on the queue ${action.taskQueue}, and ours is ${wanted.taskQueue}`, SET_UP);
    }
    if (!state.paused) return ok(id);
    const why = state.note ? ` (${inOneLine(state.note)})` : '';
    return warning(`${id} is paused${why}`, 'unpause it in the Web UI, under Schedules, when it may run again');
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    return wrong(`there is no schedule ${id}`, SET_UP);
  }
}

const nameOf = (workflow: string | { readonly name: string }): string =>
  typeof workflow === 'string' ? workflow : workflow.name;
