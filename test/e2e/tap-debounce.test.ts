import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** Ten taps a second. */
const BETWEEN_TAPS_MS = 100;
const TAPS = 10;

describe('a user who taps ten times a second', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' }));

  /** Taps one button repeatedly, whatever happens to it. */
  async function hammers(person: Person, label: string): Promise<void> {
    const [messageId, data] = await person.user.waitFor(
      ({ messages }) => {
        for (const { id, buttons } of messages.toReversed()) {
          const found = buttons.flat().find((button) => button.label === label);
          if (found?.data !== undefined) return [id, found.data] as const;
        }
        return false;
      },
      { timeoutMs: 30_000, what: `the button “${label}”` },
    );
    const taps: Promise<unknown>[] = [];
    for (let tap = 0; tap < TAPS; tap += 1) {
      // The card may have been sent again below newer messages.
      taps.push(person.user.tap({ data }, { messageId, force: true }).catch(() => undefined));
      await pause(BETWEEN_TAPS_MS);
    }
    await Promise.all(taps);
  }

  it('gets one avatar and one training that is paid once, and sees no error', async () => {
    const before = (await aisha.submissions()).length;
    const person = aisha.person('ru');
    const { t, user } = person;
    await user.say('/start');
    await hammers(person, t('button-new'));
    await hammers(person, t('avatar-type', { value: 'character' }));
    await hammers(person, t('gender', { value: 'female' }));
    await hammers(person, t('training-type', { value: 'portrait' }));
    await person.reads(t('card-name-hint'));
    expect(await aisha.avatarsOf(person)).to.have.length(1);

    await user.sendPhotos(photos, { album: true });
    await hammers(person, t('button-start'));
    await hammers(person, t('button-start-yes'));
    await person.reads(t('news-completed', { name: 'Анна' }));
    await until(
      'the end',
      () => aisha.avatarOf(person),
      ({ status }) => status === 'completed',
    );
    expect(await aisha.avatarOf(person)).to.include({ photos_count: ENOUGH_PHOTOS });
    expect(await aisha.avatarsOf(person)).to.have.length(1);
    expect((await aisha.submissions()).length - before).to.equal(1);

    await user.say('/avatars');
    await hammers(person, t('gallery-item', { icon: t('status-icon', { value: 'completed' }), name: 'Анна' }));
    await hammers(person, t('button-rename'));
    await hammers(person, t('button-keep-name'));
    await hammers(person, t('button-delete'));
    await hammers(person, t('button-delete-yes'));
    await person.reads(t('deleted', { name: 'Анна' }));
    expect(await aisha.avatarsOf(person)).to.deep.equal([]);

    const { toasts, messages } = await until(
      'every tap is answered',
      () => user.chat(),
      ({ unanswered_callbacks: unanswered }) => unanswered.length === 0,
    );
    const errors = ['trouble', 'toast-late', 'toast-busy', 'toast-gone', 'toast-stale'].map((key) => t(key));
    errors.push(t('toast-refused', { why: 'not_now' }), t('toast-refused', { why: 'already_ending' }));
    const heard = [...toasts.map(({ text }) => text ?? ''), ...messages.map(textOf)];
    expect(heard.filter((text) => errors.some((error) => text.includes(error)))).to.deep.equal([]);
  }).timeout(180_000);
});
