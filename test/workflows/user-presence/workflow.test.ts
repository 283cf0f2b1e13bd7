import { expect } from 'chai';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { WorkflowLab } from '../../support/workflow-lab.ts';

describe('the workflow of a person who blocks the bot', () => {
  let lab: WorkflowLab;
  let telegramId = 8_000_000 + Math.floor(Math.random() * 1_000_000);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    telegramId += 1;
  });
  afterEach(() => lab.stop());

  const hears = (blocked: boolean, updateId: number, at?: number) =>
    lab.client.workflow.signalWithStart(messages.workflowTypes.personPresence, {
      workflowId: messages.presenceWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      signal: messages.presenceChanged,
      signalArgs: [{ blocked, updateId, ...(at !== undefined && { at }) }],
    });

  it('notes it, and nothing else', async () => {
    await (await hears(true, 1)).result();
    expect(lab.fakes.called('saveBlocked')).to.deep.equal([{ telegramId, blocked: true }]);
    expect(lab.fakes.called('tellMissed')).to.deep.equal([]);
  });

  it('shows the living avatars’ cards anew to one who is back, and tells what was missed', async () => {
    const avatar = await lab.avatar({ cardMessageId: 5 });
    await avatar.reaches('draft');
    lab.fakes.script.living = ['11111111-2222-5333-8444-555555555555', avatar.avatarId];
    await (await hears(false, 2)).result();
    await until(
      'the card, anew',
      async () => lab.fakes.called('showCard'),
      (cards) => cards.some(({ avatar: { avatarId }, repost }) => repost && avatarId === avatar.avatarId),
    );
    expect(lab.fakes.called('tellMissed')).to.deep.equal([{ telegramId }]);
    await until(
      'another id',
      () => avatar.state(),
      ({ cardMessageId }) => (cardMessageId ?? 0) > 1000,
    );
    await avatar.handle.terminate();
  });

  /** Nobody works here until all have come. */
  async function hearsAtOnce(...words: readonly { blocked: boolean; updateId: number; at?: number }[]) {
    const run = await lab.client.workflow.start(messages.workflowTypes.personPresence, {
      workflowId: messages.presenceWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      startDelay: '300ms',
    });
    for (const word of words) await run.signal(messages.presenceChanged, word);
    await run.result();
    return lab.fakes.called('saveBlocked').at(-1)?.blocked;
  }

  it('goes by the latest of several words, in whatever order they come', async () => {
    const latest = await hearsAtOnce(
      { blocked: true, updateId: 9, at: 2_000 },
      { blocked: false, updateId: 8, at: 1_000 },
    );
    expect(latest).to.equal(true);
  });

  it('goes by no size of update ids, which Telegram begins anew after a quiet week', async () => {
    const words = [
      { blocked: true, updateId: 900_000_000, at: 1_000 },
      { blocked: false, updateId: 7, at: 2_000 },
    ];
    expect(await hearsAtOnce(...words)).to.equal(false);
  });

  it('goes by the one that comes later where Telegram does not say when, and takes one that is delivered again for one', async () => {
    const [first, second] = [
      { blocked: true, updateId: 900_000_000 },
      { blocked: false, updateId: 7 },
    ];
    expect(await hearsAtOnce(first, second, first)).to.equal(false);
  });
});
