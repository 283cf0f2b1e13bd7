import type { WorkflowHandle } from '@temporalio/client';
import * as messages from '../../src/workflows/contracts.ts';
import { OWNER, quickPolicy, type WorkflowLab } from '../support/workflow-lab.ts';

type Walk = (lab: WorkflowLab) => Promise<Record<string, WorkflowHandle>>;

const telegramId = OWNER;

function deletion(lab: WorkflowLab, question: string): Promise<WorkflowHandle> {
  return lab.client.workflow.signalWithStart(messages.workflowTypes.userDeletion, {
    workflowId: messages.deletionWorkflowId(telegramId),
    taskQueue: lab.taskQueue,
    args: [{ telegramId, language: 'ru', lookAgainMs: 50, questions: [question] }],
    signal: messages.requestDeletion,
    signalArgs: [{ question }],
  });
}

/** The paths of workflows about a user, and of limits. */
export const userPaths: Record<string, Walk> = {
  async 'everything-deleted'(lab) {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.avatarsFound = ['one', 'two'];
    // An object that is found when everything should be gone.
    lab.fakes.script.remains = [{ objects: 1, rows: 0 }];
    lab.fakes.script.inventory = {
      avatars: 2,
      lost: 0,
      inDoubt: 1,
      requests: [{ requestId: 'r-1', endpoint: 'fal-ai/flux-lora' }],
      finetuneIds: [],
      photos: 12,
      models: 2,
      bytes: 5_000_000,
    };
    const run = await deletion(lab, '1');
    await run.result();
    return { '': run };
  },
  async 'deleted-and-asked-for-again'(lab) {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.avatarsFound = ['one'];
    lab.fakes.script.remains = [{ objects: 1, rows: 0 }];
    const run = await deletion(lab, '1');
    await run.executeUpdate(messages.awaitDeletionStart);
    await run.signal(messages.requestDeletion, { question: '2' });
    await run.result();
    return { '': run };
  },
  async 'nothing-to-delete'(lab) {
    const run = await deletion(lab, '1');
    await run.result();
    return { '': run };
  },
  async 'blocked-and-back'(lab) {
    const hears = (blocked: boolean, updateId: number) =>
      lab.client.workflow.signalWithStart(messages.workflowTypes.userReachability, {
        workflowId: messages.reachabilityWorkflowId(telegramId),
        taskQueue: lab.taskQueue,
        args: [{ telegramId }],
        signal: messages.changeReachability,
        signalArgs: [{ blocked, updateId }],
      });
    const avatar = await lab.avatar({ cardMessageId: 5 });
    lab.fakes.script.living = [avatar.avatarId];
    const left = await hears(true, 1);
    await left.result();
    const back = lab.client.workflow.getHandle(left.workflowId, (await hears(false, 2)).signaledRunId);
    await back.result();
    await avatar.handle.executeUpdate(messages.cancelAvatar, { args: [{ by: telegramId }] });
    await avatar.ends();
    return { '-left': lab.client.workflow.getHandle(left.workflowId, left.signaledRunId), '-back': back, '': avatar.handle };
  },
  async 'kept-to-limits'(lab) {
    const limits = { trainingsAtOnce: 1, trainingsADay: 0, avatarsADay: 3, photosAMinute: 30 };
    const avatar = await lab.avatar({ policy: quickPolicy({}, { limits }) });
    lab.fakes.script.takes = [
      { granted: 1, waitMs: 0 },
      { granted: 0, waitMs: 300 },
    ];
    await avatar.ready();
    lab.fakes.script.claims = [{ granted: false }];
    await avatar.confirm().catch(() => undefined);
    await avatar.confirm();
    await avatar.ends();
    return { '': avatar.handle };
  },
};
