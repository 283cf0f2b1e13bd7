import { expect } from 'chai';
import { inspect } from 'node:util';
import { TelegramUser, textOf } from '../../../../emulators/telegram/client.ts';
import {
  EMULATOR_BOT_TOKEN as token,
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../../../emulators/telegram/index.ts';
import { createMessenger } from '../../../../src/activities/adapters/telegram/messenger.ts';
import { SlowDown, type Announcement, type Messenger } from '../../../../src/activities/ports/messenger.ts';
import { say } from '../../../../src/chat/i18n.ts';
import { CARD_STEP } from '../../../../src/domain/avatar/card-shown.ts';
import type { AvatarView } from '../../../../src/domain/avatar/state.ts';
import { stateIn, withPhotos } from '../../../chat/states.ts';
import { closedUrl, rejection } from '../../../support/http-stub.ts';

describe('the Telegram messenger', () => {
  const options = { language: 'ru', repost: false } as const;
  let telegram: TelegramEmulator;
  let user: TelegramUser;
  let telegramId: number;
  let messenger: Messenger;

  beforeEach(async () => {
    telegram = await startTelegramEmulator();
    messenger = createMessenger({ token, apiRoot: telegram.url });
    user = new TelegramUser(telegram.url, { first_name: 'Анна', language_code: 'ru' });
    telegramId = await user.id();
    await user.say('/start');
  });
  afterEach(() => telegram.close());

  const state = (changes: Partial<AvatarView> = {}) =>
    stateIn('uploading', { telegramId, ...withPhotos(3), ...changes });
  const fromBot = async () => (await user.chat()).messages.filter(({ from }) => from === 'bot');
  const idsOf = async () => (await fromBot()).map(({ id }) => id);

  async function fault(what: object): Promise<void> {
    await fetch(`${telegram.url}/emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
  }

  /** Sends the card and returns its id. */
  async function shown(changes: Partial<AvatarView> = {}): Promise<number> {
    const result = await messenger.showCard(state(changes), options);
    return result?.messageId ?? 0;
  }

  it('sends the card when there is none, in the language asked for', async () => {
    const messageId = await shown();
    await messenger.showCard(state(), { language: 'en', repost: false });
    const [russian, english] = await fromBot();
    expect(russian?.id).to.equal(messageId);
    expect(textOf(russian)).to.contain('3 · нужно 10–20');
    expect(textOf(english)).to.contain('3 · 10–20 needed');
    expect(russian?.buttons.flat().map(({ label }) => label)).to.include(say('ru')('button-rename'));
  });

  it('edits an existing card', async () => {
    const cardMessageId = await shown();
    expect(await messenger.showCard(state({ cardMessageId, ...withPhotos(4) }), options)).to.deep.include({
      messageId: cardMessageId,
    });
    const [card, ...others] = await fromBot();
    expect(textOf(card)).to.contain('4 · нужно 10–20');
    expect(others).to.deep.equal([]);
  });

  it('sends the card again after the user has cleared the history', async () => {
    const cardMessageId = await shown();
    await user.clear();
    const anew = await messenger.showCard(state({ cardMessageId, ...withPhotos(4) }), options);
    expect(anew?.messageId).to.be.above(cardMessageId);
    expect(await idsOf()).to.deep.equal([anew?.messageId]);
  });

  for (const words of ['MESSAGE_ID_INVALID', 'message identifier is not specified']) {
    it(`sends the card again when Telegram answers “${words}” to the edit`, async () => {
      const cardMessageId = await shown();
      const refused = { count: 1, kind: 400, description: `Bad Request: ${words}` };
      for (const method of ['editMessageText', 'deleteMessage']) await fault({ method, ...refused });
      const anew = await messenger.showCard(state({ cardMessageId, ...withPhotos(4) }), options);
      expect(anew?.messageId).to.be.above(cardMessageId);
    });
  }

  it('treats a card that already looks so as shown', async () => {
    const cardMessageId = await shown();
    expect(await messenger.showCard(state({ cardMessageId }), options)).to.include({ messageId: cardMessageId });
    expect(await idsOf()).to.deep.equal([cardMessageId]);
  });

  it('makes no call when the card is known to show the state', async () => {
    const before = await messenger.showCard(state(), options);
    const cardMessageId = before?.messageId ?? 0;
    await fault({ method: '*', count: 1, kind: 500 });
    const again = await messenger.showCard(state({ cardMessageId }), {
      ...options,
      ...(before?.shown && { shown: before.shown }),
    });
    expect(again).to.deep.equal(before);
  });

  it('edits the card for progress alone only once that has changed by a step', async () => {
    const training = (progress: number) => stateIn('training', { telegramId, progress });
    const before = (await messenger.showCard(training(40), options)) ?? expect.fail('no card');
    const { messageId: cardMessageId, shown: known } = before;
    const shownAt = async (progress: number) => {
      const view = { ...training(progress), cardMessageId };
      await messenger.showCard(view, { ...options, ...(known && { shown: known }) });
      return textOf((await fromBot()).find(({ id }) => id === cardMessageId));
    };
    expect(await shownAt(39 + CARD_STEP)).to.include('40 %');
    expect(await shownAt(40 + CARD_STEP)).to.include(`${40 + CARD_STEP} %`);
  });

  it('deletes the former card', async () => {
    const former = await shown();
    const cardMessageId = await shown();
    await messenger.showCard(state({ cardMessageId, ...withPhotos(4) }), { ...options, former });
    expect(await idsOf()).to.deep.equal([cardMessageId]);
  });

  it('deletes the former card even if one call to Telegram fails', async () => {
    const cardMessageId = await shown();
    await fault({ method: 'deleteMessage', count: 1, kind: 500 });
    const anew = await messenger.showCard(state({ cardMessageId }), { ...options, repost: true });
    expect(anew).to.not.have.property('left');
    expect(await idsOf()).to.deep.equal([anew?.messageId]);
  });

  it('reports a message that it could not delete, so that the next card deletes it', async () => {
    const cardMessageId = await shown();
    await fault({ method: 'deleteMessage', count: 3, kind: 500 });
    const anew = await messenger.showCard(state({ cardMessageId }), { ...options, repost: true });
    expect(anew).to.include({ left: cardMessageId });
    const next = state({ cardMessageId: anew?.messageId ?? 0, ...withPhotos(5) });
    await messenger.showCard(next, { ...options, former: cardMessageId });
    expect(await idsOf()).to.deep.equal([anew?.messageId]);
  });

  it("shows the commands in the user's chosen language, until their data are deleted", async () => {
    const menu = async (): Promise<{ command: string; description: string }[]> => {
      const profile = await fetch(`${telegram.url}/emulator/users/${telegramId}/bot`);
      return ((await profile.json()) as { commands: [] }).commands;
    };
    await messenger.showCommands(telegramId, 'en');
    expect(await menu()).to.deep.include({ command: 'new', description: 'Create an avatar' });
    const nothing = {
      avatars: 0,
      photos: 0,
      models: 0,
      bytes: 0,
      counted: 'nothing' as const,
      atTrainer: { deleted: 0, left: 0, unknown: 0, models: 0 },
      at: 0,
    };
    await messenger.receipt(telegramId, nothing, 'en', null);
    expect(await menu()).to.deep.equal([]);
  });

  it('sends a new card when the old one is gone or too old', async () => {
    const cardMessageId = await shown();
    for (const description of ['message to edit not found', "message can't be edited"]) {
      await fault({ method: 'editMessageText', count: 1, kind: 400, description: `Bad Request: ${description}` });
      const result = await messenger.showCard(state({ cardMessageId }), options);
      expect(result?.messageId).to.be.above(cardMessageId);
    }
  });

  it('reposts a buried card and deletes the old one', async () => {
    const cardMessageId = await shown();
    await user.say('what buries it');
    const result = await messenger.showCard(state({ cardMessageId }), { ...options, repost: true });
    expect(result?.messageId).to.be.above(cardMessageId);
    expect(await idsOf()).to.deep.equal([result?.messageId]);
  });

  it('reposts even when the old card cannot be deleted', async () => {
    const cardMessageId = await shown();
    await fault({ method: 'deleteMessage', count: 1, kind: 400 });
    const result = await messenger.showCard(state({ cardMessageId }), { ...options, repost: true });
    expect(await idsOf()).to.deep.equal([cardMessageId, result?.messageId]);
  });

  it('sends nothing to a user who has blocked the bot, or is gone', async () => {
    await user.block();
    expect(await messenger.showCard(state(), options)).to.equal(null);
    await messenger.announce({ kind: 'completed', avatar: state() }, 'ru');
    await user.unblock();
    await user.deactivate();
    expect(await messenger.showCard(state(), options)).to.equal(null);
    const stranger = state({ telegramId: 987_654_321 });
    expect(await messenger.showCard(stranger, options)).to.equal(null);
  });

  it('reports how long Telegram asks to wait, and does not retry by itself', async () => {
    await fault({ method: 'sendMessage', count: 1, kind: 429, retry_after: 17 });
    const error = await rejection(messenger.showCard(state(), options));
    expect(error).to.be.instanceOf(SlowDown).and.include({ retryAfterMs: 17_000 });
    expect(await fromBot()).to.deep.equal([]);
  });

  it('rethrows all other errors, without the token and without the message', async () => {
    const errors: Error[] = [];
    for (const kind of [400, 500, 'reset-before']) {
      await fault({ method: 'sendMessage', count: 1, kind });
      errors.push(await rejection(messenger.showCard(state(), options)));
    }
    const nowhere = createMessenger({ token, apiRoot: await closedUrl() });
    errors.push(await rejection(nowhere.showCard(state(), options)));
    expect(errors.map(({ name }) => name)).to.deep.equal([
      'TelegramRefused',
      'TelegramRefused',
      'TelegramUnreachable',
      'TelegramUnreachable',
    ]);
    for (const error of errors) {
      expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/Анна|AAEmulatorToken/);
    }
  });

  for (const kind of ['completed', 'failed', 'expiry_near', 'expired', 'late_photos'] as const) {
    it(`announces ${kind} in a message of its own, with buttons`, async () => {
      const cardMessageId = await shown();
      const avatar = stateIn(kind === 'failed' ? 'error' : 'training', { telegramId, cardMessageId });
      await messenger.announce({ kind, avatar }, 'ru');
      const news = (await fromBot()).at(-1);
      expect(news?.id).to.be.above(cardMessageId);
      expect(textOf(news)).to.contain(say('ru')(`news-${kind}`, { name: 'Анна' }));
      expect(news?.buttons.length).to.be.above(0);
    });
  }

  it('says why a training failed', async () => {
    const avatar = stateIn('error', { telegramId, failure: 'training_timeout' });
    await messenger.announce({ kind: 'failed', avatar }, 'en');
    expect(textOf((await fromBot()).at(-1))).to.contain(say('en')('failure', { why: 'training_timeout' }));
  });

  it('replaces the question with the decision, and sends a message about what the team did', async () => {
    const avatar = stateIn('training', { telegramId, training: { overdue: 'queued' } });
    const asked = async () => (await messenger.announce({ kind: 'overdue', avatar }, 'ru'))?.messageId ?? 0;
    const tell = async (by: 'user' | 'team', questionId: number) => {
      const before = await idsOf();
      await messenger.announce({ kind: 'decided', decision: 'waited_on', by, avatar, questionId }, 'ru');
      const messages = await fromBot();
      const question = messages.find(({ id }) => id === questionId);
      return { question, sent: messages.filter(({ id }) => !before.includes(id)).map(textOf) };
    };
    const labels = (message: Awaited<ReturnType<typeof fromBot>>[number] | undefined) =>
      message?.buttons.flat().map(({ label }) => label);
    const said = { decision: 'waited_on', name: 'Анна' };

    const byUser = await tell('user', await asked());
    expect(textOf(byUser.question)).to.equal(say('ru')('decided', said));
    expect(labels(byUser.question)).to.deep.equal([say('ru')('button-show')]);
    expect(byUser.sent).to.deep.equal([]);

    const byTeam = await tell('team', await asked());
    expect(textOf(byTeam.question)).to.equal(say('ru')('decided-by-team', said));
    expect(labels(byTeam.question)).to.deep.equal([say('ru')('button-show')]);
    expect(byTeam.sent).to.deep.equal([say('ru')('decided-by-team', said)]);
  });

  it('sends a message about what the team did even if the question is gone', async () => {
    const avatar = stateIn('training', { telegramId });
    const gone = { kind: 'decided', decision: 'cancelled', by: 'team', avatar, questionId: 1_000_000 } as const;
    await messenger.announce(gone, 'en');
    expect(textOf((await fromBot()).at(-1))).to.equal(
      say('en')('decided-by-team', { decision: 'cancelled', name: 'Анна' }),
    );
  });

  it('asks what photos are for when no avatar is open', async () => {
    const announcement: Announcement = { kind: 'photos_without_avatar', telegramId, count: 5, over: 2 };
    await messenger.announce(announcement, 'ru');
    const text = textOf((await fromBot()).at(-1));
    expect(text).to.contain('Вижу 5 фотографий').and.to.contain('Ещё 2 фотографии сюда не поместились');
  });

  it('sends a name that looks like markup unchanged', async () => {
    const name = '<b>Анна</b> & _Ко_ https://example.com';
    await messenger.showCard(state({ name }), options);
    expect(textOf((await fromBot()).at(-1))).to.contain(name);
  });
});
