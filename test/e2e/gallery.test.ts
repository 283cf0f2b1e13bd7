import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf, type MessageView } from '../../emulators/telegram/client.ts';
import { payloadOf } from '../../src/chat/deep-link.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

describe('the gallery of completed avatars', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
    await aisha.fal('settings', { queueMs: 200, trainingMs: 1_000, outcome: 'ok' });
  });

  const last = (person: Person, what: string): Promise<MessageView> =>
    person.user.waitFor(
      ({ messages }) => {
        const message = messages.at(-1);
        return message?.from === 'bot' && textOf(message).includes(what) && message;
      },
      { timeoutMs: 30_000, what },
    );

  async function makes(person: Person, name: string): Promise<void> {
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    await person.reads(person.t('news-completed', { name }));
  }

  it('shows each with its picture, the main one first, and opens one by its link only for its owner', async () => {
    const person = aisha.person('en');
    const { t, user } = person;
    await makes(person, 'Ann');
    await makes(person, 'Ann 2');
    const [second, first] = await aisha.avatarsOf(person);

    await user.say('/avatars');
    const list = await last(person, t('gallery-title', { total: 2 }));
    expect(textOf(list)).to.match(/⭐ Ann — done\n✨ Ann 2 — done$/);
    expect(list.media).to.have.property('kind', 'photo');
    await user.tap('✨ Ann 2', { messageId: list.id });
    const detail = await last(person, '✨ Ann 2\n');
    expect(detail).to.include({ id: list.id }).and.have.nested.property('media.kind', 'photo');
    expect(textOf(detail)).to.match(/⏱ The training took \d+ (second|minute)s?\.$/);
    await user.tap(t('button-main'), { messageId: list.id });
    await last(person, t('detail-main'));
    await user.tap(t('button-gallery'), { messageId: list.id });
    await last(person, '⭐ Ann 2 — done\n✨ Ann — done');

    const payload = payloadOf(first?.id ?? '');
    await user.say(`/start ${payload}`);
    expect((await last(person, '✨ Ann\n')).media).to.have.property('kind', 'photo');
    const stranger = aisha.person('en');
    await stranger.user.say(`/start ${payload}`);
    await last(stranger, stranger.t('link-to-nothing'));
    expect((await stranger.user.chat()).messages.filter(({ from }) => from === 'bot')).to.have.length(1);

    // The main one is deleted: the other takes its place.
    await user.tap(t('gallery-item', { icon: '✨', name: 'Ann 2' }), { messageId: list.id });
    await person.sees('the main one', ({ messages }) =>
      messages.some((one) => one.id === list.id && textOf(one).includes(t('detail-main'))),
    );
    await user.tap(t('button-delete'), { messageId: list.id });
    await person.tap(t('button-delete-yes'));
    await person.reads(t('deleted', { name: 'Ann 2' }));
    await until(
      'the row',
      () => aisha.avatarsOf(person),
      (rows) => rows.length === 1 && rows[0]?.id !== second?.id,
    );
    await user.say('/avatars');
    await last(person, '⭐ Ann — done');
  }).timeout(180_000);
});
