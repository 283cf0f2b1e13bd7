import { expect } from 'chai';
import { encode } from '../../src/chat/callbacks.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const idOf = (number: number) => `4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c${10 + number}`;

describe('the gallery of a user', () => {
  let scene: Scene;
  let anna: Somebody;

  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  function has(count: number): void {
    for (let number = 1; number <= count; number += 1) {
      scene.avatars.put(idOf(number), anna.person, `№${number}`, (life) => (life.status = 'completed'));
    }
  }

  it('turns pages in one message, newest first', async () => {
    has(7);
    await anna.user.say('/avatars');
    const { id } = await anna.sees(anna.t('gallery-title', { total: 7 }));
    expect((await anna.labels(id)).slice(0, 5)).to.deep.equal(['✨ №7', '✨ №6', '✨ №5', '✨ №4', '✨ №3']);
    await anna.tapsLabel('▶');
    await anna.tapsLabel('✨ №1', id);
    await anna.sees(anna.t('detail-made', { date: new Date(0) }));
  });

  it('shows the last page for a page that no longer exists', async () => {
    has(6);
    await anna.user.say('/avatars');
    const { id } = await anna.sees(anna.t('gallery-title', { total: 6 }));
    await anna.user.tap({ data: encode({ kind: 'gallery', page: 9 }) }, { messageId: id, force: true });
    await anna.tapsLabel('✨ №1', id);
  });

  it('invites to make the first avatar when it is empty', async () => {
    await anna.user.say('/avatars');
    await anna.sees(anna.t('gallery-empty'));
    await anna.taps('button-new');
    await anna.sees(anna.t('wizard-type'));
  });

  it('shows an avatar by its row when its run does not answer', async () => {
    scene.avatars.put(idOf(1), anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      life.status = 'ready';
    });
    scene.avatars.state = async () => null;
    await anna.user.say('/avatars');
    await anna.tapsLabel('🚀 Анна');
    await anna.sees('12 · нужно 10–20');
  });

  it('goes on with an avatar in the message that was tapped', async () => {
    const kept = scene.avatars.put(idOf(1), anna.person, 'Анна');
    await anna.user.say('/avatars');
    await anna.tapsLabel('📝 Анна');
    await anna.taps('button-continue');
    const { id } = await anna.sees(anna.t('card-name-hint'));
    await anna.user.waitFor(() => kept.life.cardMessageId === id);
  });
});
