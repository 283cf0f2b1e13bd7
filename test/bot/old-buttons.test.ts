import { expect } from 'chai';
import { textOf, type MessageView } from '../../emulators/telegram/client.ts';
import { avatarTaps, encode, isPhotoTap, parse, type AvatarTap, type Callback } from '../../src/chat/callbacks.ts';
import { avatarStatuses } from '../../src/domain/avatar/avatar.ts';
import { sampled } from '../support/full.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('outdated buttons', () => {
  let scene: Scene;
  let anna: Somebody;
  before(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  after(() => scene.stop());

  const callbackOf = (tap: AvatarTap): Callback => ({
    kind: 'avatar',
    tap,
    avatarId: ID,
    ...(['photo', 'remove', 'bring_back'].includes(tap) && { number: 3 }),
  });
  const callbacks = avatarTaps.map(callbackOf);

  /** Taps it on a message that has changed since. @returns its text and buttons after that */
  async function taps(person: Somebody, data: string): Promise<{ message: MessageView; all: string }> {
    await person.user.say('/privacy');
    const { id: messageId } = await person.user.waitFor(({ messages }) => {
      const last = messages.at(-1);
      return last?.from === 'bot' && last;
    });
    const { id } = await person.user.tap({ data }, { messageId, force: true }).then(() => ({ id: messageId }));
    await person.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    // The answer comes before the redraw, and what is said next comes after it.
    await person.user.say('/help');
    await person.user.waitFor(({ messages }) => textOf(messages.at(-1)).startsWith('Как это работает'));
    const { messages } = await person.user.chat();
    const message =
      messages.find((one) => one.id === id) ?? messages.findLast((one) => one.id < (messages.at(-2)?.id ?? 0));
    if (!message) throw new Error('no message');
    return { message, all: messages.map(textOf).join('\n') };
  }

  for (const [index, status] of avatarStatuses.entries()) {
    it(`act or redraw, each of them, on an avatar that is ${status}`, async () => {
      for (const tap of sampled(avatarTaps, 3, index)) {
        scene.avatars.kept.clear();
        scene.avatars.put(ID, anna.person, 'Анна', (life) => {
          withPhotos(life, 12);
          life.status = status;
          if (status === 'error') life.failure = 'trainer_failed';
        });
        const { message, all } = await taps(anna, encode(callbackOf(tap)));
        const what = `${tap} in ${status}`;
        expect(all, what).to.not.include(anna.t('trouble'));
        // A closed message is gone.
        if (tap === 'close') continue;
        expect(message.buttons.flat().length, what).to.be.above(0);
        // Pictures come in messages of their own, and the old one stays.
        const stays = (tap === 'preview' && status === 'completed') || (isPhotoTap(tap) && tap !== 'remove');
        if (!stays) expect(textOf(message), what).to.not.include(anna.t('privacy-title'));
      }
    }).timeout(60_000);
  }

  it('of another user’s avatar reveal nothing of it, and do nothing to it', async () => {
    const masha = await scene.person({ first_name: 'Маша' });
    scene.avatars.kept.clear();
    scene.avatars.put(ID, masha.person, 'Секрет', (life) => (life.status = 'completed'));
    scene.avatars.commands.length = 0;
    for (const tap of avatarTaps) {
      const { message, all } = await taps(anna, encode(callbackOf(tap)));
      // A photo review is closed, whoever's it is.
      if (tap !== 'close') expect(textOf(message), tap).to.equal(anna.t('text-hint'));
      expect(all).to.not.include('Секрет');
    }
    expect(scene.avatars.commands).to.deep.equal([]);
  }).timeout(60_000);

  it('of another version are redrawn, whatever they did', async () => {
    const ours: Callback[] = [{ kind: 'home' }, { kind: 'gallery', page: 0 }, ...callbacks];
    for (const callback of ours) {
      const other = encode(callback).replace(/^1:/, '2:');
      expect(parse(other)).to.equal(null);
    }
    const { message } = await taps(anna, encode({ kind: 'home' }).replace(/^1:/, '2:'));
    expect(textOf(message)).to.equal(anna.t('text-hint'));
    await anna.hears(anna.t('toast-stale'));
  });

  it('at the end of the wizard show the avatar that was made with them', async () => {
    await anna.user.say('/new');
    const walk = encode({ kind: 'wizard', walk: 7, avatarType: 'style', gender: 'other', trainingType: 'style' });
    scene.avatars.answerAll = { ok: false, why: 'busy' };
    const { message } = await taps(anna, walk);
    scene.avatars.answerAll = undefined;
    await anna.hears(anna.t('toast-stale'));
    expect(textOf(message)).to.include(anna.t('wizard-type'));
  });
});
