import { expect } from 'chai';
import type { Language } from '../../../src/domain/avatar/avatar.ts';
import * as messages from '../../../src/workflows/contracts.ts';
import { until } from '../../support/until.ts';
import { WorkflowLab } from '../../support/workflow-lab.ts';

describe('the workflow of a user’s language', () => {
  let lab: WorkflowLab;
  let telegramId = 7_000_000 + Math.floor(Math.random() * 900_000);
  beforeEach(async () => {
    lab = await WorkflowLab.start();
    telegramId += 1;
  });
  afterEach(() => lab.stop());

  const person = () => ({ telegramId, language: 'ru', firstName: 'Анна' }) as const;
  const hears = (chosen: Language | null, updateId: number) =>
    lab.client.workflow.signalWithStart(messages.workflowTypes.userLanguage, {
      workflowId: messages.languageWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      signal: messages.changeLanguage,
      signalArgs: [{ user: person(), chosen, updateId }],
    });

  it('saves a choice, shows the menu in it, and has open cards edited in place', async () => {
    const avatar = await lab.avatar({ cardMessageId: 5 });
    await avatar.reaches('draft');
    await until(
      'the card',
      async () => lab.fakes.called('showCard').length,
      (cards) => cards > 0,
    );
    const before = lab.fakes.called('showCard').length;
    lab.fakes.script.living = ['11111111-2222-5333-8444-555555555555', avatar.avatarId];
    await (await hears('en', 1)).result();
    expect(lab.fakes.called('saveLanguage')).to.deep.equal([{ user: person(), chosen: 'en' }]);
    expect(lab.fakes.called('showCommands')).to.deep.equal([{ telegramId, language: 'en' }]);
    const cards = await until(
      'the card, once more',
      async () => lab.fakes.called('showCard').slice(before),
      (shown) => shown.length > 0,
    );
    expect(cards.map(({ repost }) => repost)).to.deep.equal([false]);
    expect((await avatar.state()).cardMessageId).to.equal(5);
    await avatar.handle.terminate();
  });

  it("saves Telegram's language, and leaves the menu to Telegram", async () => {
    await (await hears(null, 1)).result();
    expect(lab.fakes.called('saveLanguage')).to.deep.equal([{ user: person(), chosen: null }]);
    expect(lab.fakes.called('showCommands')).to.deep.equal([]);
  });

  /** No worker runs until all have come. */
  async function saysAtOnce(...words: readonly [Language | null, number][]) {
    const run = await lab.client.workflow.start(messages.workflowTypes.userLanguage, {
      workflowId: messages.languageWorkflowId(telegramId),
      taskQueue: lab.taskQueue,
      args: [{ telegramId }],
      startDelay: '300ms',
    });
    for (const [chosen, updateId] of words) {
      await run.signal(messages.changeLanguage, { user: person(), chosen, updateId });
    }
    await run.result();
    return lab.fakes.called('saveLanguage').at(-1)?.chosen;
  }

  it("uses the latest choice, and no later language of Telegram's", async () => {
    expect(await saysAtOnce(['ru', 8], ['en', 9], [null, 10])).to.equal('en');
  });

  it('does not order by update ids, which Telegram restarts after a quiet week', async () => {
    expect(await saysAtOnce(['ru', 900_000_000], ['en', 7], ['ru', 900_000_000])).to.equal('en');
  });

  it('saves a choice that comes in the same update as Telegram’s language', async () => {
    expect(await saysAtOnce([null, 5], ['en', 5])).to.equal('en');
  });

  it('saves a choice even if Telegram refuses the menu', async () => {
    lab.fakes.script.telegramDown = true;
    await (await hears('en', 1)).result();
    expect(lab.fakes.called('saveLanguage')).to.have.length(1);
  });
});
