import { expect } from 'chai';
import { createPeople } from '../../src/bot/index.ts';
import type { People } from '../../src/bot/ports.ts';
import { defaultLimits } from '../../src/domain/limits/limits.ts';
import { deletionWorkflowId } from '../../src/workflows/user-deletion/contract.ts';
import { languageWorkflowId } from '../../src/workflows/user-language/contract.ts';
import { presenceWorkflowId } from '../../src/workflows/user-presence/contract.ts';
import { telegramUserIdKey } from '../../src/workflows/shared/search-attributes.ts';
import { until } from '../support/until.ts';
import { WorkflowLab } from '../support/workflow-lab.ts';

const HOUR = 3_600_000;

describe('users, as the bot reaches them', () => {
  let lab: WorkflowLab;
  let people: People;
  let telegramId = 9_000_000 + Math.floor(Math.random() * 1_000_000);
  before(async () => {
    lab = await WorkflowLab.start();
    people = createPeople(lab.client, { limits: defaultLimits, taskQueue: lab.taskQueue, deadlineMs: 15_000 });
  });
  after(() => lab.stop());
  beforeEach(() => {
    telegramId += 1;
  });
  const deletion = () => lab.client.workflow.getHandle(deletionWorkflowId(telegramId));
  const receipts = () => lab.fakes.called('tellReceipt').filter((told) => told.telegramId === telegramId);

  it('have their data deleted by a run that operators can find, and that answers in their language', async () => {
    await people.deleteData(telegramId, 'ru', 'ten');
    await deletion().result();
    expect(receipts().map(({ language }) => language)).to.deep.equal(['ru']);
    const { typedSearchAttributes } = await deletion().describe();
    expect(typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(telegramId));
  });

  it('are deleted once for a tap that is delivered twice, and again for another tap', async () => {
    await people.deleteData(telegramId, 'ru', 'ten');
    await deletion().result();
    expect(await people.deleteData(telegramId, 'ru', 'ten')).to.equal('over');
    await deletion().result();
    expect(receipts()).to.have.length(1);
    expect(await people.deleteData(telegramId, 'en', 'eleven')).to.equal('under_way');
    await deletion().result();
    expect(receipts().map(({ language }) => language)).to.deep.equal(['ru', 'en']);
    for (const wish of ['ten', 'eleven']) {
      expect(await people.deleteData(telegramId, 'en', wish), 'whichever it was').to.equal('over');
    }
  });

  it('are told about the deletion once nothing new is accepted', async () => {
    expect(await people.isDeleting(telegramId)).to.equal(false);
    let begin = (): void => undefined;
    lab.fakes.script.beginning = new Promise((resolve) => (begin = resolve));
    const asked = people.deleteData(telegramId, 'ru', 'twelve');
    await until('the deletion', () => people.isDeleting(telegramId), Boolean);
    begin();
    expect(await asked).to.equal('under_way');
    const held = lab.fakes.called('beginDeletion').filter((begun) => begun.telegramId === telegramId);
    expect(held).to.have.length(1);
    await deletion().result();
    expect(await people.isDeleting(telegramId)).to.equal(false);
  });

  it('are recorded when they block the bot', async () => {
    await people.presence(telegramId, true, { updateId: 12 });
    await lab.client.workflow.getHandle(presenceWorkflowId(telegramId)).result();
    expect(lab.fakes.called('saveBlocked')).to.deep.include({ telegramId, blocked: true });
  });

  it('have their chosen language saved before the next answer, and Telegram’s language, too', async () => {
    const person = { telegramId, language: 'ru', firstName: 'Анна' } as const;
    const { kept } = await people.chooseLanguage(person, 'en', 13);
    await kept;
    expect(lab.fakes.called('saveLanguage')).to.deep.include({ person, chosen: 'en' });
    const run = lab.client.workflow.getHandle(languageWorkflowId(telegramId));
    expect((await run.describe()).typedSearchAttributes.get(telegramUserIdKey)).to.equal(String(telegramId));
    await people.noteLanguage(person, 14);
    await run.result();
    expect(lab.fakes.called('saveLanguage')).to.deep.include({ person, chosen: null });
  });

  it('are told how long Temporal keeps ended runs', async () => {
    expect(await people.historyKeptMs()).to.be.at.least(HOUR);
  });
});
