import { expect } from 'chai';
import { textOf } from '../../emulators/telegram/client.ts';
import { encode } from '../../src/chat/callbacks.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('a user in a hurry', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  /** An avatar, shown in a message of its own. @returns the message's id */
  async function shows(status: 'ready' | 'training' | 'completed'): Promise<number> {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      life.status = status;
    });
    await anna.user.say('/avatars');
    await anna.taps('gallery-item', { icon: anna.t('status-icon', { value: status }), name: 'Анна' });
    return (await anna.sees(anna.t('detail-made', { date: new Date(0) }))).id;
  }
  async function tapsTenTimes(tap: 'preview' | 'rename' | 'ask_cancel' | 'main' | 'start', messageId: number) {
    const data = encode({ kind: 'avatar', tap, avatarId: ID });
    await Promise.all(Array.from({ length: 10 }, () => anna.user.tap({ data }, { messageId, force: true })));
    await anna.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    // The answer to a later message comes after all of theirs.
    await anna.user.say('/help');
    await anna.sees('Как это работает');
  }
  const commands = (name: string) => scene.avatars.commands.filter((command) => command.startsWith(name)).length;

  for (const [tap, status, command] of [
    ['preview', 'completed', 'preview'],
    ['main', 'completed', 'main'],
    ['rename', 'completed', 'expect_name'],
    ['start', 'ready', 'start'],
  ] as const) {
    it(`who taps ${tap} ten times in a second causes one command and no error`, async () => {
      await tapsTenTimes(tap, await shows(status));
      expect(commands(command)).to.equal(1);
      expect((await anna.user.chat()).toasts.filter(({ text }) => text)).to.have.length(1);
    });
  }

  it('is asked a question once, even if it is a message of its own', async () => {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => (life.status = 'training'));
    await anna.user.say('/start');
    const { id } = await anna.sees('Шаг 5 из 5');
    const kept = scene.avatars.kept.get(ID);
    if (kept) kept.life.cardMessageId = id;
    await tapsTenTimes('ask_cancel', id);
    const questions = (await anna.botMessages()).filter((one) => textOf(one).includes('Остановить обучение'));
    expect(questions).to.have.length(1);
  });

  it('who taps “start” again before the answer comes is told that it has started', async () => {
    const messageId = await shows('ready');
    const data = encode({ kind: 'avatar', tap: 'start', avatarId: ID });
    await anna.user.tap({ data }, { messageId, force: true });
    await anna.hears(anna.t('toast-started'));
    // Another process does not know of the first tap.
    await scene.stopBot();
    scene.startBot();
    await anna.user.tap({ data }, { messageId, force: true });
    const toasts = await anna.user.waitFor(({ toasts: all, unanswered_callbacks: open }) => open.length === 0 && all);
    expect(toasts.map(({ text }) => text).filter(Boolean)).to.deep.equal([
      anna.t('toast-started'),
      anna.t('toast-started'),
    ]);
  });

  it('who turns pages as fast as they can sees the page they stopped at', async () => {
    for (let number = 1; number <= 20; number += 1) {
      const id = `4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c${10 + number}`;
      scene.avatars.put(id, anna.person, `№${number}`, (life) => (life.status = 'completed'));
    }
    await anna.user.say('/avatars');
    const { id: messageId } = await anna.sees(anna.t('gallery-title', { total: 20 }));
    for (const page of [1, 2, 1, 2, 3]) {
      await anna.user.tap({ data: encode({ kind: 'gallery', page }) }, { messageId, force: true });
    }
    await anna.sees('№5 — ');
    expect(await anna.labels(messageId)).to.include(anna.t('gallery-page', { page: 4, pages: 4 }));
  });

  it('may tap a failed button again at once', async () => {
    const messageId = await shows('completed');
    const preview = scene.avatars.preview.bind(scene.avatars);
    scene.avatars.preview = () => Promise.reject(new Error('broken'));
    await anna.taps('button-preview', undefined, messageId);
    const { id } = await anna.sees(anna.t('trouble'));
    expect(await anna.labels(id)).to.deep.equal([anna.t('button-home')]);
    scene.avatars.preview = preview;
    await anna.taps('button-preview', undefined, messageId);
    await anna.hears(anna.t('toast-preview'));
  });
});
