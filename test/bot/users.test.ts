import { expect } from 'chai';
import { createUsers } from '../../src/bot/index.ts';
import type { Users } from '../../src/bot/ports.ts';
import { defaultLimits } from '../../src/domain/limits/limits.ts';
import { deletionWorkflowId } from '../../src/workflows/user-deletion/contract.ts';
import { languageWorkflowId } from '../../src/workflows/user-language/contract.ts';
import { reachabilityWorkflowId } from '../../src/workflows/user-reachability/contract.ts';
import { telegramUserIdKey } from '../../src/workflows/shared/search-attributes.ts';
import { until } from '../support/until.ts';
import { WorkflowLab } from '../support/workflow-lab.ts';

const HOUR = 3_600_000;

describe('users, as the bot reaches them', () => {
  let lab: WorkflowLab;
  let users: Users;
  let telegramId = 9_000_000 + Math.floor(Math.random() * 1_000_000);
  before(async () => {
    lab = await WorkflowLab.start();
    users = createUsers(lab.client, { limits: defaultLimits, taskQueue: lab.taskQueue, deadlineMs: 15_000 });
  });
  after(() => lab.stop());
  beforeEach(() => {
    telegramId += 1;
  });
  const deletion = () => lab.client.workflow.getHandle(deletionWorkflowId(telegramId));
  const receipts = () => lab.fakes.called('tellReceipt').filter((told) => told.telegramId === telegramId);

  it('have their data deleted by a run that operators can find, and that answers in their language', async () => {
    await users.deleteData(telegramId, 'ru', 'ten');
    await deletion().result();
    expect(receipts().map(({ language }) => language)).to.deep.equal(['ru']);
    const { typedSearchAttributes } = await deletion().describe();
    expect(typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(telegramId));
  });

  it('are deleted once for a tap that is delivered twice, and again for another tap', async () => {
    await users.deleteData(telegramId, 'ru', 'ten');
    await deletion().result();
    expect(await users.deleteData(telegramId, 'ru', 'ten')).to.equal('over');
    await deletion().result();
    expect(receipts()).to.have.length(1);
    expect(await users.deleteData(telegramId, 'en', 'eleven')).to.equal('under_way');
    await deletion().result();
    expect(receipts().map(({ language }) => language)).to.deep.equal(['ru', 'en']);
    for (const question of ['ten', 'eleven']) {
      expect(await users.deleteData(telegramId, 'en', question), 'whichever it was').to.equal('over');
    }
  });

  it('are told about the deletion once nothing new is accepted', async () => {
    expect(await users.isDeleting(telegramId)).to.equal(false);
    let begin = (): void => undefined;
    lab.fakes.script.beginning = new Promise((resolve) => (begin = resolve));
    const asked = users.deleteData(telegramId, 'ru', 'twelve');
    await until('the deletion', () => users.isDeleting(telegramId), Boolean);
    begin();
    expect(await asked).to.equal('under_way');
    const held = lab.fakes.called('beginDeletion').filter((begun) => begun.telegramId === telegramId);
    expect(held).to.have.length(1);
    await deletion().result();
    expect(await users.isDeleting(telegramId)).to.equal(false);
  });

  it('are recorded when they block the bot', async () => {
    await users.reachability(telegramId, true, { updateId: 12 });
    await lab.client.workflow.getHandle(reachabilityWorkflowId(telegramId)).result();
    expect(lab.fakes.called('saveBlocked')).to.deep.include({ telegramId, blocked: true });
  });

  it('have their chosen language saved before the next answer, and Telegram’s language, too', async () => {
    const user = { telegramId, language: 'ru', firstName: 'Анна' } as const;
    const { kept } = await users.chooseLanguage(user, 'en', 13);
    await kept;
    expect(lab.fakes.called('saveLanguage')).to.deep.include({ user, chosen: 'en' });
    const run = lab.client.workflow.getHandle(languageWorkflowId(telegramId));
    expect((await run.describe()).typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(telegramId));
    await users.noteLanguage(user, 14);
    await run.result();
    expect(lab.fakes.called('saveLanguage')).to.deep.include({ user, chosen: null });
  });

  it('are told how long Temporal keeps ended runs', async () => {
    expect(await users.historyKeptMs()).to.be.at.least(HOUR);
  });
});
