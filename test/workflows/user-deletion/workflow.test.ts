import { expect } from 'chai';
import type { WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import type { DeletionReceipt } from '../../../src/domain/user/deletion.ts';
import type { userDeletionWorkflow } from '../../../src/workflows/user-deletion/workflow.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { WorkflowLab } from '../../support/workflow-lab.ts';

const request = { requestId: 'r-1', endpoint: 'fal-ai/flux-pro-trainer' };
const inventory = {
  avatars: 2,
  lost: 1,
  inDoubt: 2,
  requests: [request],
  finetuneIds: ['finetune-1'],
  photos: 12,
  models: 2,
  bytes: 5_000_000,
};

const limits = { trainingsADay: 5, avatarsADay: 0 };

describe("the workflow that deletes a user's data", () => {
  let lab: WorkflowLab;
  let telegramId = 7_000_000 + Math.floor(Math.random() * 1_000_000);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    telegramId += 1;
  });
  afterEach(() => lab.stop());

  const ask = (question = 'one'): Promise<WorkflowHandleWithSignaledRunId<typeof userDeletionWorkflow>> =>
    lab.client.workflow.signalWithStart(messages.workflowTypes.userDeletion, {
      workflowId: messages.deletionWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId, language: 'en', lookAgainMs: 50, questions: [question], limits }],
      signal: messages.requestDeletion,
      signalArgs: [{ question }],
      memo: { [messages.DELETION_QUESTIONS]: [question] },
    });
  const names = () => lab.fakes.calls.map(({ name }) => name);
  function somebodyWithAvatars() {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.avatarsFound = ['one', 'two'];
    lab.fakes.script.inventory = inventory;
  }

  it('accepts nothing new, ends the runs, deletes here and at FAL, checks, and sends the receipt', async () => {
    somebodyWithAvatars();
    lab.fakes.script.usageKept = 'trainings';
    const run = await ask();
    const receipt: DeletionReceipt = await run.result();
    expect(receipt).to.deep.equal({
      avatars: 2,
      photos: 12,
      models: 2,
      bytes: 5_000_000,
      counted: 'trainings',
      atTrainer: { deleted: 1, left: 0, unknown: 3, models: 1 },
      at: receipt.at,
    });
    expect(names()).to.deep.equal([
      'beginDeletion',
      'findAvatars',
      'endRuns',
      'settleDoubts',
      'takeInventory',
      'deleteBelongings',
      'deleteBelongings',
      'forgetRequest',
      'deleteUser',
      'eraseRuns',
      'lookForRemains',
      'endDeletion',
      'tellReceipt',
    ]);
    expect(lab.fakes.called('beginDeletion')).to.deep.equal([{ telegramId, language: 'en' }]);
    const begunBy = (await run.describe()).startTime.getTime();
    expect(lab.fakes.called('endRuns')).to.deep.equal([{ telegramId, avatarIds: ['one', 'two'], begunBy }]);
    expect(lab.fakes.called('deleteBelongings').map(({ avatarId }) => avatarId)).to.deep.equal(['one', 'two']);
    expect(lab.fakes.called('deleteUser')).to.deep.equal([
      { telegramId, userId: 'person-1', avatarIds: ['one', 'two'], limits },
    ]);
    expect(lab.fakes.called('lookForRemains')).to.deep.equal([
      { telegramId, userId: 'person-1', avatarIds: ['one', 'two'] },
    ]);
    expect(lab.fakes.called('tellReceipt')).to.deep.equal([{ telegramId, language: 'en', receipt }]);
  });

  it('deletes and checks again until nothing is left', async () => {
    somebodyWithAvatars();
    lab.fakes.script.remains = [
      { objects: 1, rows: 0 },
      { objects: 0, rows: 2 },
    ];
    const receipt = await (await ask()).result();
    expect(receipt.photos, 'counted once').to.equal(12);
    expect(lab.fakes.called('deleteBelongings')).to.have.length(6);
    expect(lab.fakes.called('lookForRemains')).to.have.length(3);
    expect(lab.fakes.called('endRuns')).to.have.length(1);
  });

  it('deletes histories until none is found, within bounds', async () => {
    for (const [erased, rounds] of [
      [[3, 1], 3],
      [Array.from({ length: 50 }, () => 1), 6],
    ] as const) {
      somebodyWithAvatars();
      lab.fakes.calls.length = 0;
      lab.fakes.script.erased = [...erased];
      await (await ask()).result();
      lab.fakes.script.erased = [];
      expect(lab.fakes.called('eraseRuns')).to.have.length(rounds);
    }
  });

  it('leaves the user’s row to a later avatar', async () => {
    somebodyWithAvatars();
    lab.fakes.script.gone = [false];
    await (await ask()).result();
    expect(lab.fakes.called('lookForRemains')).to.deep.equal([{ telegramId, userId: null, avatarIds: ['one', 'two'] }]);
  });

  it('is done even if FAL does not delete, or the user cannot be told', async () => {
    for (const answer of ['not_allowed', 'fault'] as const) {
      somebodyWithAvatars();
      lab.fakes.script.forgetting = answer;
      lab.fakes.script.telegramDown = true;
      const receipt = await (await ask()).result();
      expect(receipt.atTrainer).to.deep.equal({ deleted: 0, left: 1, unknown: 3, models: 1 });
    }
  });

  it('accepts nothing new of an unknown user either, ends their runs, and says that there was nothing', async () => {
    const run = await ask();
    await run.executeUpdate(messages.awaitDeletionStart);
    expect(names()).to.include('beginDeletion');
    const receipt = await run.result();
    expect(receipt).to.include({ avatars: 0, photos: 0, models: 0, bytes: 0 });
    expect(names()).to.include.members(['endRuns', 'endDeletion', 'tellReceipt']);
  });

  it('reports that it holds only when nothing new is accepted any more', async () => {
    let begin = (): void => undefined;
    lab.fakes.script.beginning = new Promise((resolve) => (begin = resolve));
    const run = await ask();
    const holding = run.executeUpdate(messages.awaitDeletionStart).then(() => names());
    await until(
      'the beginning',
      async () => names(),
      (called) => called.includes('beginDeletion'),
    );
    expect(names()).to.deep.equal(['beginDeletion']);
    begin();
    expect(await holding).to.include('beginDeletion');
    await run.result();
  });

  it('runs once when the same command comes twice', async () => {
    somebodyWithAvatars();
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.signaledRunId).to.equal(second.signaledRunId);
    await first.result();
    expect(lab.fakes.called('tellReceipt')).to.have.length(1);
    const { runId } = await lab.client.workflow.getHandle(messages.deletionWorkflowId(telegramId)).describe();
    expect(runId).to.equal(first.signaledRunId);
  });

  it('starts again at its end after another command, but not after a repeated one', async () => {
    somebodyWithAvatars();
    lab.fakes.script.remains = Array.from({ length: 5 }, () => ({ objects: 1, rows: 0 }));
    const first = await ask('one');
    await until(
      'its row is gone',
      async () => lab.fakes.called('deleteUser').length,
      (count) => count === 1,
    );
    for (const question of ['one', 'two', 'two']) await ask(question);
    await first.result();
    expect(lab.fakes.called('beginDeletion')).to.have.length(2);
    expect(lab.fakes.called('tellReceipt')).to.have.length(2);
    const { memo } = await lab.client.workflow.getHandle(messages.deletionWorkflowId(telegramId)).describe();
    expect(memo?.[messages.DELETION_QUESTIONS]).to.deep.equal(['one', 'two']);
  });

  it('shows operators its step, and what is left for them to do', async () => {
    somebodyWithAvatars();
    lab.fakes.script.forgetting = 'not_allowed';
    lab.fakes.script.remains = Array.from({ length: 1_000 }, () => ({ objects: 1, rows: 0 }));
    const handle = await ask();
    const details = () => handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    const { currentDetails = '' } = await until('the details', details, ({ currentDetails: text = '' }) =>
      text.includes('Left: 1 objects'),
    );
    expect(currentDetails).to.include('`r-1`').and.to.include('`finetune-1`');
    await handle.terminate();
  });
});
