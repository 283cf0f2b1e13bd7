import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import * as v from 'valibot';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { INVALID_ARGUMENT } from '../../../src/workflows/interceptors/checked-messages.ts';
import * as avatarMessages from '../../../src/workflows/avatar/contract.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { inputSchemas, signalSchemas, updateSchemas } from '../../../src/workflows/interceptors/schemas.ts';
import { OWNER, quickPolicy, WorkflowLab, type LabAvatar } from '../../support/workflow-lab.ts';

const by = OWNER;

/** Values that no message and no workflow accepts. */
const nonsense: unknown[] = [undefined, null, 7, 'text', [], { by: 'me' }, { nothing: 'known' }];

/** Names as they are sent, of all messages of a kind. */
function namesOf(type: 'signal' | 'update'): string[] {
  return Object.values(messages).flatMap((one) =>
    typeof one === 'object' && 'type' in one && one.type === type ? [one.name] : [],
  );
}

/** The error of a refused update. */
async function refusalOf(update: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await update.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(WorkflowUpdateFailedError);
  const { cause } = error as WorkflowUpdateFailedError;
  expect(cause).to.be.instanceOf(ApplicationFailure);
  return cause as ApplicationFailure;
}

describe('a message to a workflow', () => {
  let lab: WorkflowLab;
  let avatar: LabAvatar;
  before(async () => {
    lab = await WorkflowLab.start();
  });
  after(() => lab.stop());
  beforeEach(async () => {
    avatar = await lab.avatar({ policy: quickPolicy({ submissionDoubtMs: 200 }) });
    await avatar.ready();
  });
  afterEach(() => avatar.handle.terminate().then(undefined, () => undefined));

  /** Ignores which message is the card: one may just be on its way. */
  async function stateNow() {
    const { cardMessageId: _, ...state } = await avatar.state();
    return state;
  }

  it('has a schema under its name', () => {
    expect(Object.keys(signalSchemas)).to.have.members(namesOf('signal'));
    expect(Object.keys(updateSchemas)).to.have.members(namesOf('update'));
  });

  it('is refused as an invalid update, and changes nothing', async () => {
    const before = await stateNow();
    const ofAvatars = Object.keys(updateSchemas).filter((name) => Object.hasOwn(avatarMessages, name));
    for (const name of ofAvatars) {
      for (const argument of nonsense) {
        const { type, nonRetryable } = await refusalOf(avatar.handle.executeUpdate(name, { args: [argument] }));
        expect({ type, nonRetryable }, `${name} ${JSON.stringify(argument)}`).to.deep.equal({
          type: INVALID_ARGUMENT,
          nonRetryable: true,
        });
      }
    }
    expect(await stateNow()).to.deep.equal(before);
  });

  it('is refused with the place of the fault, and without its value', async () => {
    const renaming = avatar.handle.executeUpdate('renameAvatar', { args: [{ by, name: ['Ann Secret'] }] });
    expect((await refusalOf(renaming)).message).to.equal('renameAvatar: name: expected string');
    const without = avatar.handle.executeUpdate('replacePhotos', { args: [{ by, witout: true }] });
    expect((await refusalOf(without)).message).to.equal('replacePhotos: witout: is not known here');
  });

  it('is ignored as an invalid signal: the run goes on', async () => {
    const before = await stateNow();
    const takesNothing = ['redrawCard', 'abandonAvatar'];
    for (const name of namesOf('signal').filter((one) => !takesNothing.includes(one))) {
      for (const argument of nonsense) await avatar.handle.signal(name, argument);
    }
    await avatar.handle.signal('addPhotos', [{ fileId: 'f', fileUniqueId: 'f', messageId: 'first' }]);
    expect(await stateNow()).to.deep.equal(before);
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
  });

  it('fails a run for good as invalid input', async () => {
    for (const [type, schema] of Object.entries(inputSchemas)) {
      for (const argument of [{ avatarId: 'mine', telegramId: 'me' }, 'text']) {
        const workflowId = `nonsense-${randomUUID()}`;
        const run = await lab.client.workflow.start(type, { workflowId, taskQueue: lab.taskQueue, args: [argument] });
        // The sweep accepts unknown fields.
        if (type === 'storageSweepWorkflow' && typeof argument === 'object') {
          await run.result();
          continue;
        }
        const error: unknown = await run.result().catch((thrown: unknown) => thrown);
        expect(error, `${type} ${schema.type}`).to.be.instanceOf(WorkflowFailedError);
        expect((error as WorkflowFailedError).cause, type).to.include({ type: INVALID_ARGUMENT, nonRetryable: true });
      }
    }
  });

  it('fails a run when a part of its policy, or its trainer, is missing', async () => {
    const whole: messages.AvatarInput = {
      avatarId: avatar.avatarId,
      user: { telegramId: OWNER, language: 'en', firstName: 'Ann' },
      choices: { avatarType: 'character', gender: 'female', trainingType: 'portrait', name: 'Ann' },
      policy: quickPolicy(),
      trainer: chooseTrainer('portrait'),
    };
    const { timing, preview: _, ...rest } = whole.policy;
    const { trainer: __, ...untrained } = whole;
    const halves: Record<string, unknown> = {
      'policy.preview': { ...whole, policy: { timing, ...rest } },
      trainer: untrained,
    };
    for (const field of Object.keys(timing)) {
      const left = Object.entries(timing).filter(([name]) => name !== field);
      halves[`policy.timing.${field}`] = { ...whole, policy: { ...whole.policy, timing: Object.fromEntries(left) } };
    }
    for (const [missing, half] of Object.entries(halves)) {
      const { issues } = v.safeParse(inputSchemas.avatarWorkflow, half);
      expect(issues?.map((issue) => v.getDotPath(issue))).to.deep.equal([missing]);
    }
  });

  it('decides nothing about a submission in doubt after a typo', async () => {
    lab.fakes.script.submissions = ['crash'];
    await avatar.confirm();
    await avatar.reaches('error');
    const before = lab.fakes.called('submitTraining').length;
    for (const decision of [
      {},
      { decision: 'adpot', requestId: 'r' },
      { decision: 'adopt' },
      { decision: 'adopt', requestId: '' },
      { decision: 'adopt', requestID: 'r' },
      { decision: 'submit_again', requestId: 'r' },
    ]) {
      const decided = avatar.handle.executeUpdate('decideSubmission', { args: [decision] });
      expect((await refusalOf(decided)).type, JSON.stringify(decision)).to.equal(INVALID_ARGUMENT);
    }
    expect((await avatar.state()).failure).to.equal('submission_unconfirmed');
    expect(lab.fakes.called('submitTraining')).to.have.length(before);
  });
});
