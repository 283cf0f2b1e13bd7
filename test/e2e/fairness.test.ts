import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

describe('fair use', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(12);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' }));

  const statuses = (person: Person, wanted: readonly string[]) =>
    until(
      wanted.join(', '),
      async () => (await aisha.avatarsOf(person)).map(({ status }) => status),
      (found) => found.join() === wanted.join(),
      60_000,
    );

  /** Makes a ready avatar, and returns its card's message id. */
  async function ready(person: Person): Promise<number> {
    const before = (await aisha.avatarsOf(person)).map(({ status }) => status);
    await person.begins('portrait');
    await person.user.sendPhotos(photos.slice(0, ENOUGH_PHOTOS), { album: true });
    await statuses(person, ['ready', ...before]);
    const { id: avatarId } = await aisha.avatarOf(person);
    // The row is written first; then the card is sent again, under the photos.
    return until(
      'the card that it can be started by',
      async () => {
        const { cardMessageId } = await aisha.stateOf(avatarId);
        const { messages } = await person.user.chat();
        const card = messages.find(({ id }) => id === cardMessageId);
        return card?.buttons.flat().some(({ label }) => label === person.t('button-start')) ? card.id : 0;
      },
      (id) => id > 0,
    );
  }

  /** Up to the question before the start. */
  async function start(person: Person, messageId: number): Promise<void> {
    await person.user.tap(person.t('button-start'), { messageId });
    const yes = person.t('button-start-yes');
    await person.sees('the question', ({ messages }) =>
      messages.some(({ id, buttons }) => id === messageId && buttons.flat().some(({ label }) => label === yes)),
    );
  }

  describe('limits', () => {
    before(() => aisha.replace('bot', { TRAINING_AT_ONCE: '1', AVATAR_PER_DAY: '3', PHOTO_PER_MINUTE: '18' }));
    after(() => aisha.replace('bot'));

    it('keep an avatar ready while another trains, say so, and let it start afterwards', async () => {
      await aisha.fal('settings', { trainingMs: 60_000 });
      const person = aisha.person('ru');
      const [first, second] = [await ready(person), await ready(person)];
      await start(person, first);
      await start(person, second);
      const yes = person.t('button-start-yes');
      await Promise.all([first, second].map((messageId) => person.user.tap(yes, { messageId })));
      await person.reads('Больше аватаров одновременно обучать нельзя, но ничего не пропало');
      const [newest, oldest] = await until(
        'one in training, one ready',
        async () => (await aisha.avatarsOf(person)).map(({ status }) => status),
        (found) => [...found].toSorted().join() === 'ready,training',
      );
      const training = newest === 'training' ? second : first;
      expect([newest, oldest]).to.include('ready');
      await person.tap(person.t('button-start-later'));
      await person.sees('the same words again', ({ messages }) =>
        messages.some((message) => textOf(message).includes('Больше аватаров одновременно')),
      );

      await person.user.tap(person.t('button-cancel'), { messageId: training });
      await person.tap(person.t('button-cancel-yes'));
      await until(
        'it is over',
        async () => (await aisha.avatarsOf(person)).map(({ status }) => status),
        (found) => found.includes('cancelled'),
      );
      await aisha.fal('settings', { trainingMs: 500 });
      await person.tap(person.t('button-start-later'));
      await until(
        'the other one',
        async () => (await aisha.avatarsOf(person)).map(({ status }) => status),
        (found) => found.includes('completed'),
        60_000,
      );
    }).timeout(180_000);

    it('stop a day’s new avatars, and say when there may be another', async () => {
      const person = aisha.person('en');
      for (let count = 0; count < 3; count += 1) {
        await person.begins('style', 'style');
        await until(
          'a row',
          () => aisha.avatarsOf(person),
          (rows) => rows.length === count + 1,
        );
        // The next walk's buttons have the same labels: its card must have replaced them.
        await person.sees(
          'its card',
          ({ messages }) =>
            messages.filter((one) => textOf(one).includes(person.t('card-name-hint'))).length === count + 1,
        );
      }
      await person.user.say('/new');
      await person.reads('That’s enough new avatars for today: you can create the next one in');
      expect(await aisha.avatarsOf(person)).to.have.length(3);
    }).timeout(90_000);

    it('make photos above the rate wait, and lose none', async () => {
      const person = aisha.person('en');
      await person.begins('portrait');
      await person.user.sendPhotos(photos, { album: true });
      await until(
        'twelve',
        () => aisha.avatarOf(person),
        (row) => row.photos_count === 12,
        60_000,
      );
      // The same faces in other files: duplicates, each of which is checked.
      await person.user.sendPhotos(photos, { album: true, as: 'document' });
      await person.reads('waiting to be checked: that was a lot at once');
      const { id } = await aisha.avatarOf(person);
      await until(
        'all judged',
        () => aisha.stateOf(id),
        (state) => state.photos.pending === 0,
        90_000,
      );
      const { photos: tally } = await aisha.stateOf(id);
      expect(tally.valid + tally.duplicate + tally.invalid).to.equal(24);
    }).timeout(180_000);
  });

  describe('a day’s trainings', () => {
    before(() => aisha.replace('bot', { TRAINING_PER_DAY: '1' }));
    after(() => aisha.replace('bot'));

    it('are no more for a user who deletes everything and starts again', async () => {
      const person = aisha.person('en');
      await aisha.fal('settings', { trainingMs: 500 });
      const first = await ready(person);
      await start(person, first);
      await person.user.tap(person.t('button-start-yes'), { messageId: first });
      await statuses(person, ['completed']);
      await person.user.say('/deletedata');
      await person.reads('The limits on trainings and new avatars do not start over');
      await person.tap(person.t('button-delete-data-yes'));
      await person.reads('One thing stays: the times of your latest trainings and avatars');
      expect(await aisha.avatarsOf(person)).to.deep.equal([]);

      const second = await ready(person);
      await start(person, second);
      await person.user.tap(person.t('button-start-yes'), { messageId: second });
      await person.reads('That’s enough trainings for today');
      await statuses(person, ['ready']);
    }).timeout(180_000);
  });

  describe('a user who blocks the bot', () => {
    const callsTo = async (person: Person): Promise<number> => {
      const answer = await fetch(`${aisha.stack.env.TELEGRAM_API_ROOT}/emulator/calls`);
      const calls: unknown = JSON.parse(await answer.text());
      const list = (Array.isArray(calls) ? calls : (calls as { calls: unknown[] }).calls) as {
        params?: { chat_id?: unknown };
      }[];
      return list.filter(({ params }) => String(params?.chat_id) === String(person.id)).length;
    };
    const isBlocked = (person: Person, blocked: boolean) =>
      until(
        blocked ? 'the block' : 'the return',
        () => aisha.sql<{ at: unknown }>('select blocked_at as at from users where telegram_id = ?', [person.id]),
        ([row]) => row !== undefined && (row.at !== null) === blocked,
      );

    it('gets no messages while their avatar goes on, and gets the news when they are back', async () => {
      await aisha.fal('settings', { trainingMs: 6_000 });
      const person = aisha.person('ru');
      const training = await ready(person);
      const card = await ready(person);
      await start(person, training);
      await person.user.tap(person.t('button-start-yes'), { messageId: training });
      await statuses(person, ['ready', 'training']);
      await person.user.block();
      await isBlocked(person, true);
      const before = await callsTo(person);
      await statuses(person, ['ready', 'completed']);
      await until(
        'the news that is kept',
        () =>
          aisha.sql<{ news: unknown }>(
            'select missed_news as news from avatars a join users u on u.id = a.user_id where u.telegram_id = ? and missed_news is not null',
            [person.id],
          ),
        (rows) => rows.length === 1,
      );
      expect(await callsTo(person)).to.equal(before);

      await person.user.unblock();
      await person.reads(person.t('news-completed', { name: 'Анна' }));
      await isBlocked(person, false);
      const ids = async () =>
        (await person.user.chat()).messages.filter(({ from }) => from === 'bot').map(({ id }) => id);
      const { cardMessageId } = await until(
        'the living avatar’s card, anew',
        async () => aisha.stateOf((await aisha.avatarOf(person)).id),
        (state) => (state.cardMessageId ?? 0) > card,
      );
      expect(await ids())
        .to.include(cardMessageId)
        .and.to.not.include(card);
      expect(
        await aisha.sql(
          'select 1 from avatars a join users u on u.id = a.user_id where u.telegram_id = ? and missed_news is not null',
          [person.id],
        ),
      ).to.deep.equal([]);
    }).timeout(180_000);
  });
});
