import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { encode } from '../../src/chat/callbacks.ts';
import { avatarWorkflowId, state } from '../../src/workflows/avatar/contract.ts';
import { takeUpWorkflowId, type TakeUpInput } from '../../src/workflows/take-up/contract.ts';
import { workflowTypes } from '../../src/workflows/contracts.ts';
import { itInFull } from '../support/full.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

describe('the product', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(10);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' }));

  const rowIs = (person: Person, status: string) =>
    until(
      `a row in ${status}`,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
    );
  const submissionsSince = async (before: number) => (await aisha.submissions()).slice(before);
  const countSubmissions = async () => (await aisha.submissions()).length;

  /** A user with a ready avatar. */
  async function ready(): Promise<Person> {
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos.slice(0, ENOUGH_PHOTOS), { album: true });
    await person.sees('the start button', ({ messages }) =>
      messages.some(({ buttons }) => buttons.flat().some(({ label }) => label === person.t('button-start'))),
    );
    return person;
  }

  describe('when a user changes their mind', () => {
    it('cancels a draft by /cancel', async () => {
      const person = aisha.person('ru');
      await person.begins('portrait');
      await person.user.say('/cancel');
      await person.tap(person.t('button-cancel-yes'));
      await person.reads(person.t('card-cancelled'));
      await rowIs(person, 'cancelled');
    });

    it('stops a training, and tells FAL', async () => {
      await aisha.fal('settings', { trainingMs: 60_000 });
      const before = await countSubmissions();
      const person = await ready();
      await person.starts();
      await until(
        'the submission',
        () => submissionsSince(before),
        (made) => made.length === 1,
      );
      await person.tap(person.t('button-cancel'));
      await person.tap(person.t('button-cancel-yes'));
      await rowIs(person, 'cancelled');
      const [submission] = await submissionsSince(before);
      expect(submission?.cancelled_at).to.not.be.oneOf([null, undefined]);
    });

    /** A user whose avatar's run is terminated during the training, known to FAL. */
    async function lost(trainingMs: number): Promise<Person> {
      await aisha.fal('settings', { trainingMs });
      const person = await ready();
      await person.starts();
      const { id } = await aisha.avatarOf(person);
      await until(
        'the request in the row',
        () => aisha.avatarOf(person),
        (row) => row.fal_request_id !== null,
      );
      await aisha.client.workflow.getHandle(avatarWorkflowId(id)).terminate();
      return person;
    }

    it('goes on with a training whose run was terminated, by the next tap, and pays once', async () => {
      const before = await countSubmissions();
      const person = await lost(3_000);
      await person.tap(person.t('button-cancel'));
      await person.tap(person.t('button-keep'));
      await rowIs(person, 'completed');
      expect(await submissionsSince(before)).to.have.length(1);
    });

    itInFull('cancels a training whose run was terminated, and tells FAL', async () => {
      const before = await countSubmissions();
      const person = await lost(60_000);
      await person.tap(person.t('button-cancel'));
      await person.tap(person.t('button-cancel-yes'));
      await rowIs(person, 'cancelled');
      const [submission] = await submissionsSince(before);
      expect(submission?.cancelled_at).to.not.be.oneOf([null, undefined]);
    });

    it("goes on with it also by FAL's webhook or the sweep, and with photos whose run was lost", async () => {
      const person = await ready();
      const { id } = await aisha.avatarOf(person);
      const run = aisha.client.workflow.getHandle(avatarWorkflowId(id));
      const { runId, taskQueue } = await run.describe();
      await run.terminate();
      const input: TakeUpInput = { avatarId: id };
      await aisha.client.workflow.execute(workflowTypes.takeUp, {
        workflowId: takeUpWorkflowId(id),
        taskQueue,
        args: [input],
      });
      expect((await run.describe()).runId).to.not.equal(runId);
      // The row has said so all the time.
      await until(
        'the new run is ready',
        () => run.query(state),
        ({ status }) => status === 'ready',
      );
      const start = person.t('button-start');
      const isCard = ({ buttons }: { buttons: { label: string }[][] }) =>
        buttons.flat().some(({ label }) => label === start);
      await until(
        'one card',
        async () => (await person.user.chat()).messages.filter(isCard).length,
        (cards) => cards === 1,
      );
      await person.starts();
      await rowIs(person, 'completed');
    });

    itInFull('reopens a cancelled avatar with its photos', async () => {
      const person = await ready();
      await person.tap(person.t('button-cancel'));
      await person.tap(person.t('button-cancel-yes'));
      await rowIs(person, 'cancelled');
      await person.tap(person.t('button-reopen'));
      await rowIs(person, 'ready');
      await person.starts();
      await rowIs(person, 'completed');
    });

    it('goes back to collecting photos when one is removed, and is ready again with another', async () => {
      const person = await ready();
      await person.tap(person.t('button-photos'));
      await person.tap(person.t('review-number', { number: 1 }));
      await person.tap(person.t('button-remove', { number: 1 }));
      await rowIs(person, 'uploading');
      await person.user.sendPhotos(photos.slice(ENOUGH_PHOTOS, ENOUGH_PHOTOS + 1));
      await rowIs(person, 'ready');
    });

    it('renames and deletes a completed avatar, with everything that was kept', async () => {
      const person = await ready();
      await person.starts();
      await rowIs(person, 'completed');
      await person.tap(person.t('button-rename'));
      await person.reads(person.t('ask-name', { name: 'Ann' }));
      await person.user.say('Ann the Second');
      await person.reads(person.t('named', { name: 'Ann the Second' }));
      const { id, name } = await aisha.avatarOf(person);
      expect(name).to.equal('Ann the Second');
      await person.user.say('/avatars');
      await person.tap(person.t('gallery-item', { icon: person.t('status-icon', { value: 'completed' }), name }));
      await person.tap(person.t('button-delete'));
      expect(await aisha.avatarsOf(person)).to.have.length(1);
      await person.tap(person.t('button-delete-yes'));
      await person.reads(person.t('deleted', { name }));
      expect(await aisha.avatarsOf(person)).to.have.length(0);
      expect(await aisha.objectsOf(id)).to.deep.equal([]);
      await person.user.say('/avatars');
      await person.reads(person.t('gallery-empty'));
    });
  });

  describe('when a photo comes without an open avatar', () => {
    it('asks once for an album, and gives the photos to the next new avatar', async () => {
      const person = aisha.person('ru');
      await person.user.say('/start');
      await person.user.sendPhotos(photos.slice(0, ENOUGH_PHOTOS), { album: true });
      const question = person.t('news-photos_without_avatar', { count: ENOUGH_PHOTOS });
      await person.reads(question);
      await person.begins('portrait');
      await rowIs(person, 'ready');
      const { messages } = await person.user.chat();
      const asked = messages.filter((message) => textOf(message).includes(question.slice(-30)));
      expect(asked).to.have.length(1);
    });

    it('gives photos to the draft that was opened last, and to another when that is opened', async () => {
      const person = aisha.person('en');
      await person.begins('portrait');
      const { id: first } = await aisha.avatarOf(person);
      await person.user.say('First');
      await person.reads(person.t('named', { name: 'First' }));
      await person.begins('style', 'style');
      await until(
        'two avatars',
        () => aisha.avatarsOf(person),
        (rows) => rows.length === 2,
      );
      await person.user.sendPhotos(photos.slice(0, 1));
      await until(
        'the second has it',
        () => aisha.avatarsOf(person),
        ([newest]) => newest?.photos_count === 1,
      );
      await person.user.say('/avatars');
      await person.tap(person.t('gallery-item', { icon: person.t('status-icon', { value: 'draft' }), name: 'First' }));
      await person.tap(person.t('button-continue'));
      await person.reads(person.t('card-name-hint'));
      await until(
        'the focus',
        () => aisha.sql<{ id: string }>('select open_avatar_id as id from users where telegram_id = ?', [person.id]),
        ([focus]) => focus?.id === first,
      );
      await person.user.sendPhotos(photos.slice(1, 2));
      await until(
        'the first has one too',
        () => aisha.avatarsOf(person),
        (rows) => rows.every((row) => row.photos_count === 1),
      );
    });
  });

  describe('when something breaks', () => {
    it('says why a training failed, and trains again by one tap without new photos', async () => {
      await aisha.fal('settings', { outcome: 'no-weights' });
      const before = await countSubmissions();
      const person = await ready();
      await person.starts();
      const { failure_reason: why } = await rowIs(person, 'error');
      await person.reads(person.t('failure', { why: why ?? '' }));
      await aisha.fal('settings', { outcome: 'ok' });
      await person.tap(person.t('button-retry'));
      await rowIs(person, 'completed');
      expect(await submissionsSince(before)).to.have.length(2);
    });

    itInFull('submits again after a busy FAL has refused', async () => {
      await aisha.fal('faults', { endpoint: 'submit', count: 1, kind: 429 });
      const before = await countSubmissions();
      const person = await ready();
      await person.starts();
      await until(
        'the submission',
        () => submissionsSince(before),
        (made) => made.length === 1,
        60_000,
      );
      await rowIs(person, 'completed');
    }).timeout(90_000);

    it('finishes a training whose worker was killed, and pays once', async () => {
      await aisha.fal('settings', { trainingMs: 4_000 });
      const before = await countSubmissions();
      const person = await ready();
      await person.starts();
      await until(
        'the request',
        () => aisha.avatarOf(person),
        (row) => row.fal_request_id !== null,
      );
      await aisha.replace('worker');
      await until(
        'completed',
        () => aisha.avatarOf(person),
        (row) => row.status === 'completed',
        60_000,
      );
      expect(await submissionsSince(before)).to.have.length(1);
    }).timeout(120_000);

    it('loses no photo and no button when the bot is killed', async () => {
      const person = aisha.person('ru');
      await person.user.say('/new');
      await person.tap(person.t('avatar-type', { value: 'character' }));
      await aisha.replace('bot');
      await person.tap(person.t('gender', { value: 'female' }));
      await person.tap(person.t('training-type', { value: 'portrait' }));
      await person.reads(person.t('card-name-hint'));
      const sending = person.user.sendPhotos(photos.slice(0, 10), { album: true, gapMs: 30 });
      await aisha.replace('bot');
      await sending;
      await rowIs(person, 'ready');
      await person.starts();
      await rowIs(person, 'completed');
    }).timeout(120_000);

    it('goes on while Telegram asks to wait and answers with errors', async () => {
      const person = await ready();
      await aisha.telegramFault({ method: 'editMessageText', count: 2, kind: 429, retry_after: 1 });
      await aisha.telegramFault({ method: 'sendMessage', count: 1, kind: 500 });
      await person.starts();
      await person.reads(person.t('news-completed', { name: 'Ann' }));
      await rowIs(person, 'completed');
    }).timeout(60_000);

    itInFull('completes the avatar of a user who has blocked the bot', async () => {
      const person = await ready();
      await person.starts();
      await person.user.block();
      await rowIs(person, 'completed');
    });
  });

  describe('when taps are unusual', () => {
    it('makes one avatar and one submission for two taps at once', async () => {
      const person = aisha.person('en');
      const { t, user } = person;
      const before = await countSubmissions();
      await user.say('/new');
      await person.tap(t('avatar-type', { value: 'character' }));
      await person.tap(t('gender', { value: 'female' }));
      await person.sees('the last question', ({ messages }) =>
        messages.some(({ buttons }) =>
          buttons.flat().some(({ label }) => label === t('training-type', { value: 'portrait' })),
        ),
      );
      const last = t('training-type', { value: 'portrait' });
      await Promise.all([user.tap(last), user.tap(last)]);
      await person.reads(t('card-name-hint'));
      await user.sendPhotos(photos.slice(0, ENOUGH_PHOTOS), { album: true });
      await person.tap(t('button-start'));
      const yes = t('button-start-yes');
      await person.sees('the question', ({ messages }) =>
        messages.some(({ buttons }) => buttons.flat().some(({ label }) => label === yes)),
      );
      await Promise.all([user.tap(yes), user.tap(yes)]);
      await rowIs(person, 'completed');
      expect(await aisha.avatarsOf(person)).to.have.length(1);
      expect(await submissionsSince(before)).to.have.length(1);
      expect((await user.chat()).unanswered_callbacks).to.deep.equal([]);
    });

    it("lets nobody reach another's avatar", async () => {
      const owner = await ready();
      const { id } = await aisha.avatarOf(owner);
      const stranger = aisha.person('en');
      await stranger.user.say('/start');
      await stranger.sees('an answer', ({ messages }) => messages.some(({ from }) => from === 'bot'));
      const messageId = (await stranger.user.lastBotMessage())?.id ?? 0;
      for (const tap of ['start', 'cancel', 'delete', 'show', 'open'] as const) {
        const data = encode({ kind: 'avatar', tap, avatarId: id });
        await stranger.user.tap({ data }, { messageId, force: true });
      }
      await stranger.sees(
        'five toasts',
        ({ toasts }) => toasts.filter(({ text }) => text === stranger.t('toast-gone')).length === 5,
      );
      expect((await aisha.avatarOf(owner)).status).to.equal('ready');
      const run = await aisha.client.workflow.getHandle(avatarWorkflowId(id)).describe();
      expect(run.status.name).to.equal('RUNNING');
    });

    it('answers a tap on a button that is not ours', async () => {
      const person = aisha.person('ru');
      await person.user.say('/start');
      await person.sees('an answer', ({ messages }) => messages.some(({ from }) => from === 'bot'));
      const messageId = (await person.user.lastBotMessage())?.id ?? 0;
      await person.user.tap({ data: 'garbage' }, { messageId, force: true });
      await person.sees('a toast', ({ toasts }) => toasts.some(({ text }) => text === person.t('toast-stale')));
    });
  });
});
