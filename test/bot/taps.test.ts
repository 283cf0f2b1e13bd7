import { expect } from 'chai';
import { until } from '../support/until.ts';
import { Scene, type Somebody } from './scene.ts';

describe('taps and faults', () => {
  let scene: Scene;
  let anna: Somebody;

  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  async function helpMessage(): Promise<number> {
    await anna.user.say('/help');
    return (await anna.sees('Как это работает')).id;
  }

  for (const data of ['avatar_menu', '0:h', '1:a:0:not-an-id', '1:w:1:7']) {
    it(`on a button that is not ours (${data}) get a toast and a redraw`, async () => {
      const messageId = await helpMessage();
      await anna.user.tap({ data }, { messageId, force: true });
      await anna.hears(anna.t('toast-stale'));
      await anna.sees(anna.t('text-hint'));
      expect((await anna.user.chat()).unanswered_callbacks).to.deep.equal([]);
    });
  }

  it('on a message that is gone get a new message', async () => {
    const messageId = await helpMessage();
    await scene.fault({
      method: 'editMessageText',
      count: 1,
      kind: 400,
      description: 'Bad Request: message to edit not found',
    });
    await anna.taps('button-gallery', undefined, messageId);
    const { id } = await anna.sees(anna.t('gallery-empty'));
    expect(id).to.be.above(messageId);
  });

  it('that change nothing are no error', async () => {
    const messageId = await helpMessage();
    await anna.taps('button-gallery', undefined, messageId);
    await anna.sees(anna.t('gallery-empty'));
    await anna.user.tap({ data: '1:g:0' }, { messageId, force: true });
    await anna.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    await anna.user.say('/new');
    await anna.sees(anna.t('wizard-type'));
    expect((await anna.botMessages()).map(({ text }) => text)).not.to.include(anna.t('trouble'));
  });

  it('are answered, and the user is told, when something breaks', async () => {
    const messageId = await helpMessage();
    scene.avatars.page = () => Promise.reject(new Error('broken'));
    await anna.taps('button-gallery', undefined, messageId);
    await anna.sees(anna.t('trouble'));
    expect((await anna.user.chat()).unanswered_callbacks).to.deep.equal([]);
    await anna.user.say('/new');
    await anna.sees(anna.t('wizard-type'));
  });

  it('leave no names, texts or tokens in the log, and a fault has its updateId', async () => {
    await anna.makesAvatar();
    await anna.user.say('Тайное имя');
    await anna.sees('Тайное имя');
    for (const kind of [400, 'reset-before']) {
      const lines = scene.logged.length;
      await scene.fault({ method: 'sendMessage', count: 6, kind });
      // The message that cannot be sent contains the name.
      await anna.user.say('/start');
      await until(
        'the fault in the log',
        async () => scene.logged.slice(lines),
        (added) => added.some((line) => line.includes('an update failed')),
        60_000,
      );
      await fetch(`${scene.telegram.url}/emulator/faults`, { method: 'DELETE' });
    }
    const log = scene.logged.join('');
    expect(log)
      .to.match(/"updateId":\d+/)
      .and.contain('an update failed');
    expect(log).not.to.match(/Тайн|Анна|AAEmulatorToken/);
  }).timeout(90_000);
});
