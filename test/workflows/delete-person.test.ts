import { expect } from 'chai';
import type { WorkflowHandleWithSignaledRunId } from '@temporalio/client';
import type { DeletionReceipt } from '../../src/domain/deletion.ts';
import type { deletePersonWorkflow } from '../../src/workflows/delete-person.ts';
import * as messages from '../../src/workflows/person-messages.ts';
import { until } from '../support/until.ts';
import { WorkflowLab } from '../support/workflow-lab.ts';

const request = { requestId: 'r-1', endpoint: 'fal-ai/flux-pro-trainer' };
const inventory = {
  avatarIds: ['one', 'two'],
  requests: [request],
  finetuneIds: ['finetune-1'],
  photos: 12,
  models: 2,
  bytes: 5_000_000,
};

describe('the workflow that deletes a person', () => {
  let lab: WorkflowLab;
  let telegramId = 7_000_000 + Math.floor(Math.random() * 1_000_000);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    telegramId += 1;
  });
  afterEach(() => lab.stop());

  const ask = (updateId = 1): Promise<WorkflowHandleWithSignaledRunId<typeof deletePersonWorkflow>> =>
    lab.client.workflow.signalWithStart(messages.personWorkflowTypes.deletePerson, {
      workflowId: messages.deletionWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId, language: 'en', lookAgainMs: 50 }],
      signal: messages.deletionAsked,
      signalArgs: [{ updateId }],
    });
  const names = () => lab.fakes.calls.map(({ name }) => name);

  it('ends the runs, then deletes, has FAL forget, looks, and tells what was deleted', async () => {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.inventory = inventory;
    const receipt: DeletionReceipt = await (await ask()).result();
    expect(receipt).to.deep.equal({
      avatars: 2,
      photos: 12,
      models: 2,
      bytes: 5_000_000,
      atTrainer: { deleted: 1, left: 0, models: 1 },
      at: receipt.at,
    });
    expect(names()).to.deep.equal([
      'beginDeletion',
      'endRuns',
      'takeInventory',
      'deleteBelongings',
      'deleteBelongings',
      'forgetRequest',
      'deletePerson',
      'lookForRemains',
      'tellReceipt',
    ]);
    expect(lab.fakes.called('deleteBelongings').map(({ avatarId }) => avatarId)).to.deep.equal(['one', 'two']);
    expect(lab.fakes.called('lookForRemains')).to.deep.equal([
      { telegramId, personId: 'person-1', avatarIds: ['one', 'two'] },
    ]);
    expect(lab.fakes.called('tellReceipt')).to.deep.equal([{ telegramId, language: 'en', receipt }]);
  });

  it('deletes and looks again until nothing is left, without touching what has come since', async () => {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.inventory = inventory;
    lab.fakes.script.remains = [
      { objects: 1, rows: 0 },
      { objects: 0, rows: 2 },
    ];
    const receipt = await (await ask()).result();
    expect(receipt.photos, 'counted once').to.equal(12);
    expect(lab.fakes.called('deleteBelongings')).to.have.length(6);
    expect(lab.fakes.called('lookForRemains')).to.have.length(3);
    expect(lab.fakes.called('beginDeletion'), 'nobody new is marked').to.have.length(1);
    expect(lab.fakes.called('endRuns')).to.have.length(1);
  });

  it('goes round again when an avatar was begun at the same moment', async () => {
    lab.fakes.script.persons = ['person-1', 'person-1'];
    lab.fakes.script.inventory = { ...inventory, photos: 0, models: 0, bytes: 0 };
    lab.fakes.script.gone = [false, true];
    await (await ask()).result();
    expect(names().filter((name) => name === 'endRuns')).to.have.length(2);
    expect(lab.fakes.called('forgetRequest'), 'what is forgotten is not asked for again').to.have.length(1);
  });

  it('is done though FAL would not forget, or the person cannot be told', async () => {
    for (const answer of ['not_allowed', 'fault'] as const) {
      lab.fakes.script.persons = ['person-1'];
      lab.fakes.script.inventory = inventory;
      lab.fakes.script.forgetting = answer;
      lab.fakes.script.telegramDown = true;
      const receipt = await (await ask()).result();
      expect(receipt.atTrainer).to.deep.equal({ deleted: 0, left: 1, models: 1 });
    }
  });

  it('of somebody unknown ends their runs all the same, and says that there was nothing', async () => {
    const receipt = await (await ask()).result();
    expect(receipt).to.include({ avatars: 0, photos: 0, models: 0, bytes: 0 });
    expect(names()).to.deep.equal(['beginDeletion', 'endRuns', 'beginDeletion', 'tellReceipt']);
  });

  it('asked for twice is one', async () => {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.inventory = inventory;
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.signaledRunId).to.equal(second.signaledRunId);
    await first.result();
    expect(lab.fakes.called('tellReceipt')).to.have.length(1);
    const { runId } = await lab.client.workflow.getHandle(messages.deletionWorkflowId(telegramId)).describe();
    expect(runId).to.equal(first.signaledRunId);
  });

  it('asked for again once the person’s row is gone begins anew, and not when the same wish is delivered again', async () => {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.inventory = inventory;
    lab.fakes.script.remains = Array.from({ length: 5 }, () => ({ objects: 1, rows: 0 }));
    const first = await ask(5);
    await until(
      'its row is gone',
      async () => lab.fakes.called('deletePerson').length,
      (count) => count === 1,
    );
    await ask(5);
    await ask(6);
    await first.result();
    expect(lab.fakes.called('beginDeletion'), 'the second finds nobody').to.have.length(3);
    expect(lab.fakes.called('tellReceipt')).to.have.length(2);
  });

  it('shows operators what it is at, and what is left for them to do', async () => {
    lab.fakes.script.persons = ['person-1'];
    lab.fakes.script.inventory = inventory;
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
