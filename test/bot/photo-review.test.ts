import { expect } from 'chai';
import { encode } from '../../src/chat/callbacks.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { avatarTypes } from '../../src/domain/avatar/avatar.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('the photo review', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const numbers = () => scene.avatars.kept.get(ID)?.life.photos.map(({ number }) => number);
  const status = () => scene.avatars.kept.get(ID)?.life.status;

  /** @returns the ids of the card and of the message with the photos */
  async function looks(photos = 10): Promise<{ card: number; review: number }> {
    const kept = scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, photos);
      life.status = photos >= 10 ? 'ready' : 'uploading';
    });
    await anna.user.say('/start');
    await anna.taps('button-continue');
    const card = await anna.user.waitFor(() => kept.life.cardMessageId ?? false);
    await anna.taps('button-photos', undefined, card);
    const { id: review } = await anna.sees(anna.t('review-sheet', { remove: 'yes' }));
    return { card, review };
  }

  it('is a message of its own, with a button for each, and leaves the card alone', async () => {
    const { card, review } = await looks();
    expect(review).to.be.above(card);
    const labels = await anna.labels(review);
    expect(labels).to.deep.equal([...Array.from({ length: 10 }, (_, at) => `${at + 1}`), anna.t('button-close')]);
    await anna.sees('10 · нужно 10–20');
  });

  it('goes from one to the next and back, in the same message', async () => {
    const { review } = await looks();
    await anna.taps('review-number', { number: 10 }, review);
    await anna.sees(anna.t('review-photo', { number: 10 }));
    await anna.tapsLabel('▶', review);
    await anna.taps('review-place', { place: 1, photos: 10 }, review);
    await anna.tapsLabel('◀', review);
    await anna.sees(anna.t('review-photo', { number: 10 }));
    await anna.taps('button-all-photos', undefined, review);
    await anna.sees(anna.t('review-sheet', { remove: 'yes' }));
    expect((await anna.botMessages()).filter(({ media }) => media)).to.have.length(1);
  });

  it('removes the photo, shows the next, and brings it back by one tap', async () => {
    const { review } = await looks();
    await anna.taps('review-number', { number: 3 }, review);
    await anna.taps('button-remove', { number: 3 }, review);
    await anna.hears(anna.t('toast-removed', { number: 3 }));
    await anna.sees(anna.t('review-photo', { number: 4 }));
    expect(status()).to.equal('uploading');
    expect(numbers()).not.to.include(3);
    await anna.taps('button-bring-back', { number: 3 }, review);
    await anna.hears(anna.t('toast-bringing-back', { number: 3 }));
    await anna.sees(anna.t('review-photo', { number: 3 }));
    expect(status()).to.equal('ready');
    expect(numbers()).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('offers the latest three removed photos, the last first, on the sheet as well', async () => {
    const { review } = await looks();
    for (const number of [1, 2, 3, 4]) {
      await anna.taps('review-number', { number }, review);
      await anna.taps('button-remove', { number }, review);
      await anna.sees(anna.t('review-photo', { number: number + 1 }));
      await anna.taps('button-all-photos', undefined, review);
      await anna.sees(anna.t('review-sheet', { remove: 'yes' }));
    }
    const back = (number: number) => anna.t('button-bring-back', { number });
    const labels = await anna.labels(review);
    expect(labels.filter((label) => label.startsWith('↩️'))).to.deep.equal([back(4), back(3), back(2)]);
  });

  it('tells why a photo cannot come back', async () => {
    const { review } = await looks(20);
    await anna.taps('review-number', { number: 3 }, review);
    await anna.taps('button-remove', { number: 3 }, review);
    await anna.sees(anna.t('review-photo', { number: 4 }));
    const life = scene.avatars.kept.get(ID)?.life;
    life?.photos.push({ fileId: 'f', fileUniqueId: 'u', messageId: 99, number: 21, verdict: 'valid' });
    await anna.taps('button-bring-back', { number: 3 }, review);
    await anna.hears(anna.t('toast-refused', { why: 'set_full' }));
    expect(numbers()).not.to.include(3);
  });

  it('is deleted by its last button', async () => {
    const { review } = await looks();
    await anna.taps('button-close', undefined, review);
    await anna.user.waitFor(({ messages }) => messages.every(({ id }) => id !== review));
  });

  it('loses its buttons when it is too old to be deleted', async () => {
    const { review } = await looks();
    await scene.fault({ method: 'deleteMessage', count: 1, kind: 400 });
    await anna.taps('button-close', undefined, review);
    await anna.user.waitFor(({ messages }) =>
      messages.some(({ id, buttons }) => id === review && buttons.length === 0),
    );
  });

  it('offers no removal once the training has begun', async () => {
    const { review } = await looks();
    const kept = scene.avatars.kept.get(ID);
    if (kept) kept.life.status = 'training';
    await anna.taps('review-number', { number: 2 }, review);
    await anna.sees(anna.t('review-photo', { number: 2 }));
    expect(await anna.labels(review)).not.to.include(anna.t('button-remove', { number: 2 }));
    const data = encode({ kind: 'avatar', tap: 'remove', avatarId: ID, number: 2 });
    await anna.user.tap({ data }, { messageId: review, force: true });
    await anna.hears(anna.t('toast-refused', { why: 'not_now' }));
    expect(numbers()).to.include(2);
  });

  it('is deleted when its avatar is gone', async () => {
    const { review } = await looks();
    scene.avatars.kept.clear();
    await anna.taps('review-number', { number: 2 }, review);
    await anna.hears(anna.t('toast-gone'));
    await anna.user.waitFor(({ messages }) => messages.every(({ id }) => id !== review));
  });

  it('still removes by a button of an old list, and shows the avatar in its place', async () => {
    await looks(11);
    await anna.user.say('/avatars');
    await anna.tapsLabel('🚀 Анна');
    const { id } = await anna.sees(anna.t('detail-made', { date: new Date(0) }));
    const data = encode({ kind: 'avatar', tap: 'remove', avatarId: ID, number: 11 });
    await anna.user.tap({ data }, { messageId: id, force: true });
    await anna.hears(anna.t('toast-removed', { number: 11 }));
    await anna.user.waitFor(({ messages }) =>
      messages.some((one) => one.id === id && textOf(one).includes('10 · нужно 10–20')),
    );
  });

  it('is nobody’s but the owner’s', async () => {
    const { review } = await looks();
    const masha = await scene.person({ first_name: 'Маша' });
    await masha.user.say('/help');
    const { id } = await masha.sees('Как это работает');
    const before = scene.avatars.looks.length;
    for (const tap of ['photo', 'remove', 'bring_back'] as const) {
      const data = encode({ kind: 'avatar', tap, avatarId: ID, number: 1 });
      await masha.user.tap({ data }, { messageId: id, force: true });
    }
    await masha.user.waitFor(({ toasts }) => toasts.filter(({ text }) => text === masha.t('toast-gone')).length === 3);
    expect(scene.avatars.looks).to.have.length(before);
    expect(numbers()).to.have.length(10);
    expect(await anna.labels(review)).to.have.length(11);
  });
});

describe('the tips', () => {
  for (const language of ['ru', 'en'] as const) {
    it(`are one message with a drawing and a text, shown by the card that waits for photos, in ${language}`, async () => {
      const scene = await Scene.start();
      try {
        const anna = await scene.person({ language_code: language });
        const card = await anna.makesAvatar();
        await anna.taps('button-tips', undefined, card.id);
        const tips = await anna.sees(anna.t('tips', { value: 'character' }));
        expect(tips.media?.kind).to.equal('photo');
        expect(tips.id).to.be.above(card.id);
        await anna.taps('button-close', undefined, tips.id);
        await anna.user.waitFor(({ messages }) => messages.every(({ id }) => id !== tips.id));
        await anna.sees(anna.t('card-name-hint'));
      } finally {
        await scene.stop();
      }
    });
  }

  it('have a drawing for each type of avatar', async () => {
    const scene = await Scene.start();
    try {
      const anna = await scene.person();
      const seen = new Set<string | undefined>();
      for (const [index, avatarType] of avatarTypes.entries()) {
        // Quick taps on the same button count once.
        const avatarId = ID.slice(0, -1) + index;
        const { avatar } = scene.avatars.put(avatarId, anna.person, 'Анна');
        Object.assign(avatar.choices, { avatarType });
        await anna.user.say('/help');
        const { id } = await anna.sees('Как это работает');
        await anna.user.tap(
          { data: encode({ kind: 'avatar', tap: 'tips', avatarId }) },
          { messageId: id, force: true },
        );
        seen.add((await anna.sees(anna.t('tips', { value: avatarType }))).media?.file_unique_id);
      }
      expect(seen).to.have.property('size', avatarTypes.length);
    } finally {
      await scene.stop();
    }
  });
});
