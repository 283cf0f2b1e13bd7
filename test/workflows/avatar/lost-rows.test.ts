import { expect } from 'chai';
import { redrawCard } from '../../../src/workflows/avatar/contract.ts';
import { OWNER, WorkflowLab } from '../../support/workflow-lab.ts';
import { until } from '../../support/until.ts';

const person = { telegramId: OWNER, language: 'ru', firstName: 'Ann' } as const;

describe('a run whose rows are lost', () => {
  let lab: WorkflowLab;
  before(async () => {
    lab = await WorkflowLab.start();
  });
  beforeEach(() => {
    lab.fakes.script.rowsLost.clear();
    lab.fakes.script.beingDeleted = false;
    lab.fakes.calls.length = 0;
  });
  after(() => lab.stop());

  for (const name of ['checkPhotos', 'uploadArchive', 'submitTraining', 'saveRequest'] as const) {
    it(`restores them when ${name} finds none, and goes on to its end`, async () => {
      lab.fakes.script.rowsLost.add(name);
      const avatar = await lab.avatar();
      await avatar.ready();
      await avatar.confirm();
      expect(await avatar.ends()).to.equal('COMPLETED');
      const restored = lab.fakes.called('restoreAvatar').filter(({ avatarId }) => avatarId === avatar.avatarId);
      expect(restored).to.have.length(1);
      const submitted = lab.fakes.called('submitTraining').map(({ attempt, tryNumber }) => [attempt, tryNumber]);
      expect(new Set(submitted.map(String))).to.deep.equal(new Set(['1,1']));
    });
  }

  it('restores nothing before the avatar is opened, or when it is refused', async () => {
    lab.fakes.script.refusals = ['too_many_avatars'];
    lab.fakes.script.rowsLost.add('saveAvatar');
    const avatar = await lab.avatar();
    await avatar.send('a');
    expect(await avatar.ends()).to.equal('FAILED');
    expect(lab.fakes.called('restoreAvatar')).to.deep.equal([]);
  });

  it('ends, and restores nothing, while all data of its user are being deleted', async () => {
    const avatar = await lab.avatar();
    await avatar.ready();
    lab.fakes.script.beingDeleted = true;
    lab.fakes.script.rowsLost.add('saveAvatar');
    await avatar.handle.signal(redrawCard);
    expect(await avatar.ends()).to.equal('CANCELLED');
    const after = lab.fakes.calls.findLastIndex(({ name }) => name === 'restoreAvatar');
    expect(lab.fakes.calls.slice(after).map(({ name }) => name)).to.not.include('saveAvatar');
  });

  it('writes to its user in their latest language', async () => {
    const avatar = await lab.avatar({ user: person });
    await avatar.reaches('draft');
    await avatar.handle.signal(redrawCard, { inPlace: true, language: 'en' });
    await until(
      'a card in English',
      async () => lab.fakes.called('showCard'),
      (cards) => cards.at(-1)?.language === 'en',
    );
    lab.fakes.script.rowsLost.add('saveAvatar');
    await avatar.ready();
    const [restored] = lab.fakes.called('restoreAvatar');
    expect(restored).to.deep.include({ user: person, chosenLanguage: 'en' });
    await avatar.confirm();
    expect(await avatar.ends()).to.equal('COMPLETED');
    const news = await until(
      'news',
      async () => lab.fakes.called('announce'),
      (told) => told.length > 0,
    );
    expect(news.map(({ language }) => language)).to.deep.equal(['en']);
  });
});
