import { expect } from 'chai';
import { encode } from '../../src/chat/callbacks.ts';
import { close, half, photosOf } from '../domain/photos/facts.ts';
import { withPhotos } from './fake-avatars.ts';
import type { TrainingWatch } from '../../src/domain/training/watch.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe("the bot, on a user's commands for an avatar", () => {
  let scene: Scene;
  let anna: Somebody;

  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const statusOf = () => scene.avatars.kept.get(ID)?.life.status;

  /** An avatar whose card is in the chat. */
  async function hasCard(valid: number, change: (life: { status: string }) => void = () => undefined): Promise<number> {
    const kept = scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, valid);
      life.status = valid >= 10 ? 'ready' : 'uploading';
      change(life);
    });
    await anna.user.say('/start');
    await anna.taps('button-continue');
    return anna.user.waitFor(() => kept.life.cardMessageId ?? false);
  }

  /** An avatar in training, shown in a message that is not its card. */
  async function inTraining(watch: TrainingWatch): Promise<void> {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      life.status = 'training';
      life.watch = watch;
    });
    await anna.user.say('/start');
    await anna.taps('button-show');
  }

  it('starts the training after a question, with a toast', async () => {
    await hasCard(10);
    await anna.taps('button-start');
    await anna.sees('Начать обучение аватара «Анна»?');
    expect(statusOf()).to.equal('ready');
    await anna.taps('button-start-yes');
    await anna.hears(anna.t('toast-started'));
    await anna.sees('✅ Обучение запущено!');
    expect(statusOf()).to.equal('training');
    expect(await anna.botMessages()).to.have.length(1);
  });

  it('goes back from a question without a change', async () => {
    await hasCard(10);
    await anna.taps('button-start');
    await anna.taps('button-back');
    await anna.sees('10 · нужно 10–20');
    expect(scene.avatars.commands.filter((command) => !command.startsWith('open'))).to.deep.equal([]);
  });

  it('tells why a command is refused, and redraws', async () => {
    await hasCard(10);
    await anna.taps('button-start');
    await anna.sees('Начать обучение');
    scene.avatars.answerAll = { ok: false, why: 'photos_being_checked' };
    await anna.taps('button-start-yes');
    await anna.hears(anna.t('toast-refused', { why: 'photos_being_checked' }));
    await anna.sees('10 · нужно 10–20');
  });

  it('redraws an outdated button, with a toast', async () => {
    const card = await hasCard(10);
    const kept = scene.avatars.kept.get(ID);
    if (kept) kept.life.status = 'training';
    await anna.taps('button-start', undefined, card);
    await anna.hears(anna.t('toast-stale'));
    await anna.sees('✅ Обучение запущено!');
  });

  it('shows the report on the photos above the question, and leads to them', async () => {
    scene.avatars.facts = photosOf([...Array.from({ length: 9 }, () => close()), half()]);
    await hasCard(10);
    await anna.taps('button-start');
    await anna.sees('Крупный план 9 · по пояс 1 · в рост 0');
    await anna.taps('button-back');
    scene.avatars.facts = photosOf([...Array.from({ length: 9 }, () => close()), { ...close(), others: 1 }]);
    await anna.taps('button-start');
    await anna.sees(`• № 10 — ${anna.t('weakness', { value: 'others' })}`);
    await anna.taps('button-photos');
    await anna.sees(anna.t('review-sheet', { remove: 'yes' }));
    await anna.sees('Начать обучение аватара');
  });

  it('reports only on photos that the avatar has', async () => {
    scene.avatars.facts = photosOf(Array.from({ length: 14 }, () => close({ others: 1 })));
    await hasCard(10);
    await anna.taps('button-start');
    await anna.sees('📸 10 фотографий · 10 слабых:');
  });

  it('starts the training even without a report', async () => {
    scene.avatars.facts = null;
    await hasCard(10);
    await anna.taps('button-start');
    const { text } = await anna.sees('Начать обучение аватара «Анна»?');
    expect(text).to.match(/^📸 10 фотографий\n\n/);
    expect(scene.logged.join('\n')).to.contain('no report on the photos');
    await anna.taps('button-start-yes');
    await anna.hears(anna.t('toast-started'));
    expect(statusOf()).to.equal('training');
  });

  it('cancels after a question, and reopens the avatar', async () => {
    await hasCard(3);
    await anna.taps('button-cancel');
    await anna.taps('button-cancel-yes');
    await anna.sees(anna.t('card-cancelled'));
    await anna.taps('button-reopen');
    await anna.sees('3 · нужно 10–20');
    expect(statusOf()).to.equal('uploading');
  });

  it('waits on for an overdue training, in the message that asked', async () => {
    await inTraining({ phase: 'queued', overdue: 'queued' });
    await anna.taps('button-wait');
    await anna.hears(anna.t('toast-waiting'));
    const { buttons } = await anna.sees(anna.t('waiting-on', { name: 'Анна' }));
    expect(buttons.flat().map(({ label }) => label)).to.deep.equal([anna.t('button-show')]);
    expect(scene.avatars.kept.get(ID)?.life.watch).to.deep.equal({ phase: 'queued' });
  });

  it('says at once that a training is being stopped, and that it is cancelled only when it is', async () => {
    scene.avatars.stops = true;
    await inTraining({ phase: 'running' });
    await anna.taps('button-cancel');
    await anna.taps('button-cancel-yes');
    await anna.hears(anna.t('toast-stopping'));
    await anna.sees(anna.t('stopping', { name: 'Анна' }));
    expect(statusOf()).to.equal('training');
    await anna.taps('button-show');
    await anna.sees(anna.t('card-stopping', { late: 'no' }));
  });

  it('cancels the open avatar by /cancel, and says so when there is none', async () => {
    await anna.user.say('/cancel');
    await anna.sees(anna.t('nothing-to-cancel'));
    await hasCard(3);
    await anna.user.say('/cancel');
    await anna.taps('button-cancel-yes');
    await anna.hears(anna.t('toast-cancelled'));
    expect(statusOf()).to.equal('cancelled');
    // Both the card and the message with the question show the end.
    await anna.user.waitFor(
      ({ messages }) => messages.filter(({ text }) => text?.includes(anna.t('card-cancelled'))).length === 2,
    );
  });

  it('trains again after an error', async () => {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      Object.assign(life, { status: 'error', failure: 'trainer_failed' });
    });
    await anna.user.say('/avatars');
    await anna.tapsLabel('⚠️ Анна');
    await anna.sees(anna.t('failure', { why: 'trainer_failed' }));
    await anna.taps('button-retry');
    await anna.hears(anna.t('toast-retried'));
    expect(statusOf()).to.equal('training');
  });

  it('fetches a paid result by the first button', async () => {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => {
      withPhotos(life, 12);
      const untaken = { requestId: 'r', endpoint: 'fal-ai/fake', attempt: 1, lastNumber: 12 };
      Object.assign(life, { status: 'error', failure: 'result_missing', untaken });
    });
    await anna.user.say('/avatars');
    await anna.tapsLabel('⚠️ Анна');
    await anna.sees(anna.t('card-untaken'));
    await anna.taps('button-take-result');
    await anna.hears(anna.t('toast-taking'));
    expect(statusOf()).to.equal('training');
  });

  describe('when its photos were at fault', () => {
    const atFault = (numbers: readonly number[], by: 'trainer' | 'report' = 'trainer') =>
      hasMessage((life) => {
        withPhotos(life, 12);
        life.status = 'error';
        life.failure = 'photos_rejected';
        life.failurePhotos = { by, numbers };
      });

    /** The avatar as the gallery shows it: its card is another message. */
    async function hasMessage(change: Parameters<typeof scene.avatars.put>[3]): Promise<void> {
      scene.avatars.put(ID, anna.person, 'Анна', change);
      await anna.user.say('/avatars');
      const icon = anna.t('status-icon', { value: 'error' });
      await anna.taps('gallery-item', { icon, name: 'Анна' });
    }

    it('trains without those that are named, by one tap', async () => {
      await atFault([3, 7]);
      await anna.sees('Не подошли фото № 3, 7.');
      await anna.taps('button-retry-without');
      await anna.hears(anna.t('toast-without'));
      await anna.sees('✅ Обучение запущено!');
      expect(statusOf()).to.equal('training');
      expect(scene.avatars.kept.get(ID)?.life.photos).to.have.length(10);
    });

    it('asks for others when too few are left without them', async () => {
      await atFault([3, 7, 8]);
      await anna.taps('button-retry-without');
      await anna.sees('Нужна ещё 1 фотография.');
      expect(statusOf()).to.equal('uploading');
    });

    it('leads to the photos, and on to another start', async () => {
      await atFault([4], 'report');
      await anna.sees('слабее других № 4');
      await anna.taps('button-mend');
      await anna.hears(anna.t('toast-mend'));
      await anna.taps('review-number', { number: 4 });
      await anna.taps('button-remove', { number: 4 });
      await anna.taps('button-start');
      await anna.taps('button-start-yes');
      await anna.sees('✅ Обучение запущено!');
      expect(statusOf()).to.equal('training');
    });
  });

  it('deletes after a second tap, and shows where to go on', async () => {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => (life.status = 'completed'));
    await anna.user.say('/avatars');
    await anna.tapsLabel('✨ Анна');
    await anna.taps('button-delete');
    await anna.sees('Вернуть их будет нельзя');
    expect(scene.avatars.kept.size).to.equal(1);
    await anna.taps('button-delete-yes');
    const { id } = await anna.sees(anna.t('deleted', { name: 'Анна' }));
    expect(scene.avatars.kept.size).to.equal(0);
    expect(await anna.labels(id)).to.include(anna.t('button-new'));
  });

  describe('deleted in training, from another message than its card,', () => {
    /** @returns the id of its card */
    async function deleted(): Promise<number> {
      const cardId = await hasCard(10);
      await anna.taps('button-start');
      await anna.taps('button-start-yes');
      await anna.sees('✅ Обучение запущено!');
      await anna.user.say('/start');
      await anna.taps('button-show');
      const { id } = (await anna.botMessages()).at(-1) ?? {};
      await anna.taps('button-delete', {}, id);
      await anna.taps('button-delete-yes');
      await anna.sees(anna.t('deleted', { name: 'Анна' }));
      return cardId;
    }
    const cardIs = (cardId: number) =>
      anna.user.waitFor(({ messages }) => messages.every(({ id }) => id !== cardId), { what: 'no card' });

    it('deletes its card', async () => {
      await cardIs(await deleted());
    });

    it('deletes its card even if one call to Telegram fails', async () => {
      await scene.fault({ method: 'deleteMessage', count: 1, kind: 'reset-before' });
      await cardIs(await deleted());
    });
  });

  it('renames by the button and the next text', async () => {
    scene.avatars.put(ID, anna.person, 'Анна', (life) => (life.status = 'completed'));
    await anna.user.say('/avatars');
    await anna.tapsLabel('✨ Анна');
    await anna.taps('button-rename');
    await anna.sees(anna.t('ask-name', { name: 'Анна' }));
    await anna.user.say('  <b>Аня</b>\n& Ко  ');
    await anna.sees('<b>Аня</b> & Ко');
    expect(scene.avatars.kept.get(ID)?.life.name).to.equal('<b>Аня</b> & Ко');
    await anna.user.say('ещё текст');
    await anna.sees(anna.t('text-hint'));
  });

  it('refuses an invalid name, and still waits for one', async () => {
    const card = await anna.makesAvatar();
    await anna.user.say('я'.repeat(61));
    await anna.sees(anna.t('bad-name'));
    await anna.user.say('Аня');
    await anna.sees(anna.t('named', { name: 'Аня' }));
    await anna.user.waitFor(({ messages }) => messages.find(({ id, text }) => id === card.id && text?.includes('Аня')));
  });

  it('refuses, with a text, while another change is running', async () => {
    await hasCard(3);
    scene.avatars.answerAll = { ok: false, why: 'busy' };
    await anna.taps('button-rename');
    await anna.hears(anna.t('toast-busy'));
  });

  it('acknowledges every tap in time, and tells its result later', async () => {
    await hasCard(10);
    await anna.taps('button-start');
    await anna.sees('Начать обучение аватара');
    let letGo = (): void => undefined;
    scene.avatars.holding = new Promise<void>((resolve) => (letGo = resolve));
    scene.avatars.answerAll = { ok: false, why: 'photos_being_checked' };
    await anna.taps('button-start-yes');
    await anna.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    expect((await anna.user.chat()).toasts.map(({ text }) => text)).to.deep.equal([anna.t('toast-opened')]);
    letGo();
    await anna.sees(anna.t('toast-refused', { why: 'photos_being_checked' }));
  });

  it("never reaches another user's avatar", async () => {
    const masha = await scene.person({ first_name: 'Маша' });
    scene.avatars.put(ID, masha.person, 'Секрет', (life) => (life.status = 'completed'));
    await anna.user.say('/help');
    const { id } = await anna.sees('Как это работает');
    for (const tap of ['show', 'open', 'photos', 'start', 'cancel', 'delete', 'retry', 'rename'] as const) {
      await anna.user.tap({ data: encode({ kind: 'avatar', tap, avatarId: ID }) }, { messageId: id, force: true });
    }
    await anna.user.waitFor(({ toasts }) => toasts.filter(({ text }) => text === anna.t('toast-gone')).length === 8);
    expect(scene.avatars.commands).to.deep.equal([]);
    expect(JSON.stringify(await anna.user.chat())).not.to.contain('Секрет');
    await masha.user.say('/avatars');
    await masha.sees(masha.t('gallery-title', { total: 1 }));
    await anna.user.say('/avatars');
    await anna.sees(anna.t('gallery-empty'));
  });
});
