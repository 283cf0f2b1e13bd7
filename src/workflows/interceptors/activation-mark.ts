import { defaultPayloadConverter, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

type Internals = NonNullable<ReturnType<WorkflowInterceptorsFactory>['internals']>[number];
type Command = Parameters<NonNullable<Internals['concludeActivation']>>[0]['commands'][number];

/** Jobs that tell the workflow nothing. A refused update is one; an accepted one leaves its own event. */
const SILENT: ReadonlySet<string | undefined> = new Set([
  'queryWorkflow',
  'doUpdate',
  'removeFromCache',
  'updateRandomSeed',
]);

/** Removes a memo field that does not exist: without effect, but it stands in history as WorkflowPropertiesModified. */
const MARK: Command = {
  modifyWorkflowProperties: { upsertedMemo: { fields: { heard: defaultPayloadConverter.toPayload(null) } } },
};

/**
 * Leaves an event in history wherever a workflow received something and issued no command. Temporal replays a workflow
 * task without an event together with the next one, as one activation, with the later clock and with signals first.
 * Whatever such a task read from the clock, counted or decided by order would then differ in replay, and the run would
 * be stuck for good.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  let heard = false;
  return {
    internals: [
      {
        activate(input, next) {
          heard ||= (input.activation.jobs ?? []).some((job) => !SILENT.has((job as { variant?: string }).variant));
          next(input);
        },
        concludeActivation(input, next) {
          const { commands } = next(input);
          const isMarked = !heard || leavesEvent(commands);
          heard = false;
          return { commands: isMarked ? commands : [...commands, MARK] };
        },
      },
    ],
  };
};

/** Whether any command becomes an event. A timer or activity that is cancelled at once does not, nor does an answer. */
function leavesEvent(commands: readonly Command[]): boolean {
  const seqs = (of: (command: Command) => { seq?: number | null } | null | undefined) =>
    new Set(commands.flatMap((command) => of(command)?.seq ?? []));
  const timers = { begun: seqs(({ startTimer }) => startTimer), ended: seqs(({ cancelTimer }) => cancelTimer) };
  const activities = {
    begun: seqs(({ scheduleActivity }) => scheduleActivity),
    ended: seqs(({ requestCancelActivity }) => requestCancelActivity),
  };
  return commands.some((command) => {
    const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity, updateResponse } = command;
    if (startTimer) return !timers.ended.has(startTimer.seq ?? 0);
    if (cancelTimer) return !timers.begun.has(cancelTimer.seq ?? 0);
    if (scheduleActivity) return !activities.ended.has(scheduleActivity.seq ?? 0);
    if (requestCancelActivity) return !activities.begun.has(requestCancelActivity.seq ?? 0);
    if (updateResponse) return !updateResponse.rejected;
    return !command.respondToQuery;
  });
}
