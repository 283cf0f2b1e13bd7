import { expect } from 'chai';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { WorkflowLab } from '../../support/workflow-lab.ts';

describe('the workflow of a user who blocks the bot', () => {
  let lab: WorkflowLab;
  let telegramId = 8_000_000 + Math.floor(Math.random() * 1_000_000);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    telegramId += 1;
  });
  afterEach(() => lab.stop());

  const hears = (blocked: boolean, updateId: number, at?: number) =>
    lab.client.workflow.signalWithStart(messages.workflowTypes.userReachability, {
      workflowId: messages.reachabilityWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      signal: messages.changeReachability,
      signalArgs: [{ blocked, updateId, ...(at !== undefined && { at }) }],
    });

  it('records it, and does nothing else', async () => {
    await (await hears(true, 1)).result();
    expect(lab.fakes.called('saveBlocked')).to.deep.equal([{ telegramId, blocked: true }]);
    expect(lab.fakes.called('tellMissed')).to.deep.equal([]);
  });

  it('sends the open avatars’ cards again to a user who is back, and the missed news', async () => {
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

  /** No worker runs until all have come. */
  async function hearsAtOnce(...words: readonly { blocked: boolean; updateId: number; at?: number }[]) {
    const run = await lab.client.workflow.start(messages.workflowTypes.userReachability, {
      workflowId: messages.reachabilityWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      startDelay: '300ms',
    });
    for (const word of words) await run.signal(messages.changeReachability, word);
    await run.result();
    return lab.fakes.called('saveBlocked').at(-1)?.blocked;
  }

  it('uses the latest of several changes, in whatever order they come', async () => {
    const latest = await hearsAtOnce(
      { blocked: true, updateId: 9, at: 2_000 },
      { blocked: false, updateId: 8, at: 1_000 },
    );
    expect(latest).to.equal(true);
  });

  it('does not order by update ids, which Telegram restarts after a quiet week', async () => {
    const words = [
      { blocked: true, updateId: 900_000_000, at: 1_000 },
      { blocked: false, updateId: 7, at: 2_000 },
    ];
    expect(await hearsAtOnce(...words)).to.equal(false);
  });

  it('uses the one that arrives later when Telegram gives no time, and counts a repeated one once', async () => {
    const [first, second] = [
      { blocked: true, updateId: 900_000_000 },
      { blocked: false, updateId: 7 },
    ];
    expect(await hearsAtOnce(first, second, first)).to.equal(false);
  });
});
