import { expect } from 'chai';
import sharp from 'sharp';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { until } from '../support/until.ts';
import { product, type Person, type Product } from '../support/product.ts';

/** Radius, px, that makes a face of 360 px soft, but not too blurred. */
const SOFT = 5.5;

async function softened({ name, bytes }: File): Promise<File> {
  return { name, bytes: await sharp(bytes).blur(SOFT).jpeg().toBuffer() };
}

describe('the photos of an avatar', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(11);
    // This test needs to see how many are missing.
    await aisha.replace('bot', { AVATAR_MIN_PHOTOS: '10' });
  });
  after(() => aisha.replace('bot'));

  /** The report as the chat shows it: the lines above the first gap of the message with this text. */
  async function reportAbove(person: Person, text: string): Promise<string[]> {
    const [report = ''] = textOf(await person.reads(text)).split('\n\n');
    return report.split('\n');
  }

  /** The check has ended. */
  async function runKnows(person: Person, valid: number): Promise<void> {
    const { id } = await aisha.avatarOf(person);
    await until(
      'the verdicts',
      () => aisha.stateOf(id),
      (state) => state.photos.valid === valid && state.photos.pending === 0,
    );
  }

  it('get a report before the training, from their rows: what is weak, what varies, what would help', async () => {
    const person = aisha.person('ru');
    const { t } = person;
    await person.begins('portrait');
    const [first, second, ...others] = photos;
    await person.user.sendPhotos([first!, ...others], { album: true, shuffle: true });
    await person.reads(t('card-enough', { room: 10 }));
    await person.user.sendPhotos([await softened(second!)]);
    await person.reads(t('card-enough', { room: 9 }));

    await person.tap(t('button-start'));
    expect(await reportAbove(person, 'Начать обучение аватара')).to.deep.equal([
      '📸 11 фотографий · 1 слабая:',
      `• № 11 — ${t('weakness', { value: 'soft' })}`,
      t('report-framing', { close_up: 9, half_length: 2, full_length: 0 }),
      t('report-light', { value: 'varied' }),
      t('report-advice', { value: 'more_half_length' }),
    ]);

    await person.tap(t('button-photos'));
    expect(await reportAbove(person, t('review-sheet', { remove: 'yes' }))).to.include('📸 11 фотографий · 1 слабая:');
    await person.tap(t('review-number', { number: 11 }));
    await person.reads(t('review-weak', { weakness: t('weakness', { value: 'soft' }) }));
    await person.tap(t('button-remove', { number: 11 }));
    await person.reads(t('card-enough', { room: 10 }));
    await person.tap(t('button-start'));
    expect(await reportAbove(person, 'Начать обучение аватара')).to.deep.equal([
      '📸 10 фотографий',
      t('report-framing', { close_up: 8, half_length: 2, full_length: 0 }),
      t('report-light', { value: 'varied' }),
      t('report-advice', { value: 'nothing' }),
    ]);
    await person.tap(t('button-start-yes'));
    await person.reads(t('news-completed', { name: 'Анна' }));
  }).timeout(90_000);

  it('get a report without faces and light when the avatar is a style', async () => {
    const person = aisha.person('en');
    const { t } = person;
    await person.begins('style', 'style');
    await person.user.sendPhotos(photos.slice(0, 3), { album: true });
    await person.reads(t('card-missing', { missing: 7 }));
    await runKnows(person, 3);
    await person.tap(t('button-photos'));
    expect(await reportAbove(person, t('review-sheet', { remove: 'yes' }))).to.deep.equal([
      '📸 3 photos',
      '💡 To start, 7 more photos are needed',
    ]);
  }).timeout(60_000);

  it('can be viewed, removed and brought back in a message of their own', async () => {
    const person = aisha.person('en');
    const { t, user } = person;
    await person.begins('portrait');
    await user.sendPhotos(photos.slice(0, 3), { album: true });
    await person.reads(t('card-missing', { missing: 7 }));
    await runKnows(person, 3);
    await person.tap(t('button-photos'));
    const { id: messageId, media: sheet } = await person.reads(t('review-sheet', { remove: 'yes' }));
    expect(sheet?.kind).to.equal('photo');
    const shown = (text: string) =>
      user.waitFor(({ messages }) => messages.find((one) => one.id === messageId && textOf(one).includes(text)), {
        timeoutMs: 30_000,
        what: `“${text}” under the picture`,
      });
    const { id: avatarId } = await aisha.avatarOf(person);
    const photo = (number: number) => shown(t('review-photo', { number }));

    await user.tap('3', { messageId });
    const third = await photo(3);
    expect(third.media?.file_unique_id).not.to.equal(sheet?.file_unique_id);
    expect(third.buttons.flat().map(({ label }) => label)).to.include(t('review-place', { place: 3, photos: 3 }));
    await user.tap('▶', { messageId });
    await photo(1);

    await user.tap(t('button-remove', { number: 1 }), { messageId });
    await photo(2);
    await person.reads(t('card-missing', { missing: 8 }));
    const keyOf = (number: number) => `avatars/${avatarId}/photos/${number}.jpg`;
    expect(await aisha.objectsOf(avatarId)).to.have.members([keyOf(2), keyOf(3)]);
    await user.tap(t('button-bring-back', { number: 1 }), { messageId });
    await photo(1);
    await person.reads(t('card-missing', { missing: 7 }));
    expect(await aisha.objectsOf(avatarId)).to.have.members([keyOf(1), keyOf(2), keyOf(3)]);
    expect((await user.chat()).messages.filter(({ from, media }) => from === 'bot' && media)).to.have.length(1);

    await user.tap(t('button-close'), { messageId });
    await person.sees('the photos are away', ({ messages }) => messages.every(({ id }) => id !== messageId));
  }).timeout(60_000);
});
