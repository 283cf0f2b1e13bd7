import { expect } from 'chai';
import { InlineKeyboard } from 'grammy';
import { ChatTimeoutError, TelegramUser, TelegramUserError } from '../client.ts';
import { failure, picture, botApiRefusal, request, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

const STALE = '400: Bad Request: query is too old and response timeout expired or query ID is invalid';

describe('Telegram emulator: the user’s side', () => {
  let scene: TelegramScene;
  let photos: { name: string; bytes: Buffer }[];
  before(async () => {
    photos = await Promise.all(
      Array.from({ length: 12 }, async (_none, index) => ({
        name: `${index}.jpg`,
        bytes: await picture(100 + index, 120, 90),
      })),
    );
  });
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => await scene.emulator.close());

  const messages = async (): Promise<Json[]> => (await scene.api.getUpdates()).map(({ message }) => message);

  it('makes users with and without an id, and changes a known one', async () => {
    const made = await request(`${scene.url}/emulator/users`, { first_name: 'A' });
    const next = await request(`${scene.url}/emulator/users`, { first_name: 'B', id: 42, language_code: 'en' });
    const changed = await request(`${scene.url}/emulator/users`, { first_name: 'C', id: 42 });
    expect(made.body.id).to.be.a('number').and.not.equal(scene.chatId);
    expect(next.body).to.include({ id: 42, first_name: 'B' });
    expect(changed.body).to.include({ id: 42, first_name: 'C', language_code: 'en' });
    const refused = await request(`${scene.url}/emulator/users`, { id: 'x' });
    expect(refused.status).to.equal(400);
    expect((await request(`${scene.url}/emulator/users/5/text`, { text: 'x' })).status).to.equal(404);
  });

  it('gives a command its entity and the user their language', async () => {
    await scene.user.say('/start abc_DEF');
    const [message] = await messages();
    expect(message.entities).to.deep.equal([{ type: 'bot_command', offset: 0, length: 6 }]);
    expect(message.from).to.include({ id: scene.chatId, is_bot: false, language_code: 'ru' });
    expect(message.chat).not.to.have.property('language_code');
  });

  it('splits a text that is longer than a message', async () => {
    await scene.user.say('я'.repeat(5000));
    expect((await messages()).map(({ text }) => text.length)).to.deep.equal([4096, 904]);
  });

  it('sends 12 photos as albums of ten and two', async () => {
    const sent = await scene.user.sendPhotos(photos, { album: true, caption: 'me' });
    const got = await messages();
    expect(got).to.have.length(12);
    const albums = got.map((message) => message.media_group_id);
    expect(new Set(albums.slice(0, 10)).size).to.equal(1);
    expect(new Set(albums).size).to.equal(2);
    expect(sent.media_group_ids).to.deep.equal(albums);
    expect(got.map(({ caption }) => caption).filter(Boolean)).to.deep.equal(['me']);
  });

  it('sends photos one by one without an album', async () => {
    await scene.user.sendPhotos(photos.slice(0, 3));
    expect((await messages()).map((message) => message.media_group_id)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('delivers a shuffled album in another order than it was sent', async () => {
    const { message_ids: sent } = await scene.user.sendPhotos(photos.slice(0, 5), { album: true, shuffle: true });
    const ids = (await messages()).map((message) => message.message_id);
    expect(ids).not.to.deep.equal(sent);
    expect(ids.toSorted((a, b) => a - b)).to.deep.equal(sent);
    expect((await scene.user.chat()).messages.slice(-5).map(({ id }) => id)).to.deep.equal(sent);
  });

  it('delivers the parts of an album late when asked to', async () => {
    const sending = scene.user.sendPhotos(photos.slice(0, 2), { album: true, gapMs: 400 });
    const first = await scene.api.getUpdates({ timeout: 30 });
    expect(first).to.have.length(1);
    await sending;
    expect(await messages()).to.have.length(2);
  });

  it('separates photos and documents of one album', async () => {
    const files = [...photos.slice(0, 2), { name: 'a.txt', bytes: Buffer.from('a') }];
    await scene.user.sendPhotos(files, { album: true });
    const got = await messages();
    expect(got.map((message) => Boolean(message.document))).to.deep.equal([false, false, true]);
    expect(got[2]).not.to.have.property('media_group_id');
  });

  it('sends stickers, voice messages and videos', async () => {
    for (const kind of ['sticker', 'voice', 'video'] as const) await scene.user.sendMedia(kind);
    const [sticker, voice, video] = await messages();
    expect(sticker.sticker).to.include({ type: 'regular', width: 512 });
    expect(voice.voice).to.include({ mime_type: 'audio/ogg' });
    expect(video.video).to.include({ width: 640, height: 360 });
    expect((await scene.api.getFile(voice.voice.file_id)).file_path).to.match(/^voice\//);
  });

  it('taps the newest button with the label, or the one of a message', async () => {
    const { api, user, chatId } = scene;
    const older = await api.sendMessage(chatId, 'old', { reply_markup: new InlineKeyboard().text('Next', 'next:1') });
    await api.sendMessage(chatId, 'new', { reply_markup: new InlineKeyboard().text('Next', 'next:2') });
    expect(await user.tap('Next')).to.include({ data: 'next:2' });
    expect(await user.tap('Next', { messageId: older.message_id })).to.include({ data: 'next:1' });
    expect(await user.tap({ data: 'next:1' })).to.include({ message_id: older.message_id });
    const [update] = await api.getUpdates();
    expect(update?.callback_query).to.deep.include({ data: 'next:2' });
    expect(update?.callback_query?.message).to.include({ text: 'new' });
  });

  it('lists the buttons if the wanted one is missing', async () => {
    await scene.api.sendMessage(scene.chatId, 'x', { reply_markup: new InlineKeyboard().text('Start', 'go') });
    const error = await failure(scene.user.tap('Stop'));
    expect(error).to.be.instanceOf(TelegramUserError).and.to.have.property('status', 404);
    expect(String(error)).to.contain('no button with label "Stop"').and.to.contain('[Start] (go)');
  });

  it('opens a link button without an update', async () => {
    await scene.api.sendMessage(scene.chatId, 'x', { reply_markup: new InlineKeyboard().url('Docs', 'https://e.org') });
    expect(await scene.user.tap('Docs')).to.include({ url: 'https://e.org' });
    expect(await messages()).to.deep.equal([]);
  });

  it('sends forged data only with force', async () => {
    const { message_id: messageId } = await scene.api.sendMessage(scene.chatId, 'x');
    expect(await failure(scene.user.tap({ data: 'evil' }, { messageId }))).to.be.instanceOf(TelegramUserError);
    expect(await scene.user.tap({ data: 'evil' }, { messageId, force: true })).to.include({ data: 'evil' });
  });

  it('lets a callback be answered once and within 200 characters', async () => {
    const { api, user, chatId } = scene;
    await api.sendMessage(chatId, 'x', { reply_markup: new InlineKeyboard().text('Go', 'go') });
    const { callback_query_id: id = '' } = await user.tap('Go');
    expect((await user.chat()).unanswered_callbacks).to.deep.equal([id]);
    expect(await botApiRefusal(api.answerCallbackQuery(id, { text: 'x'.repeat(201) }))).to.equal(
      '400: Bad Request: MESSAGE_TOO_LONG',
    );
    await api.answerCallbackQuery(id, { text: 'Ready', show_alert: true });
    const chat = await user.chat();
    expect(chat.toasts[0]).to.include({ text: 'Ready', show_alert: true, data: 'go' });
    expect(chat.unanswered_callbacks).to.deep.equal([]);
    const state = await request(`${scene.url}/emulator/callbacks/${id}`);
    expect(state.body).to.deep.include({ answered: true, answer: { text: 'Ready', show_alert: true } });
    expect(await botApiRefusal(api.answerCallbackQuery(id))).to.equal(STALE);
    expect(await botApiRefusal(api.answerCallbackQuery('12345'))).to.equal(STALE);
  });

  it('refuses to answer a callback that is too old', async () => {
    const late = await startScene({ callbackLifetimeMs: 1 });
    const markup = { reply_markup: new InlineKeyboard().text('Go', 'go') };
    await late.api.sendMessage(late.chatId, 'x', markup);
    const { callback_query_id: id = '' } = await late.user.tap('Go');
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await botApiRefusal(late.api.answerCallbackQuery(id))).to.equal(STALE);
    await late.emulator.close();
  });

  it('sends my_chat_member on block and unblock', async () => {
    const { api, user, chatId } = scene;
    const { message_id: id } = await api.sendMessage(chatId, 'before');
    await user.block();
    await user.block();
    const blocked = '403: Forbidden: bot was blocked by the user';
    expect(await botApiRefusal(api.sendMessage(chatId, 'x'))).to.equal(blocked);
    expect(await botApiRefusal(api.editMessageText(chatId, id, 'x'))).to.equal(blocked);
    expect(await botApiRefusal(api.sendChatAction(chatId, 'typing'))).to.equal(blocked);
    expect(await failure(user.say('hello'))).to.have.property('status', 409);
    await user.unblock();
    await api.sendMessage(chatId, 'after');
    const changes = (await api.getUpdates()).map((update) => update.my_chat_member?.new_chat_member.status);
    expect(changes).to.deep.equal(['kicked', 'member']);
  });

  it('refuses messages to a deactivated user', async () => {
    await scene.user.deactivate();
    expect(await botApiRefusal(scene.api.sendMessage(scene.chatId, 'x'))).to.equal(
      '403: Forbidden: user is deactivated',
    );
  });

  it('waits for a change of the chat, and shows the chat’s end on timeout', async () => {
    const { api, user, chatId } = scene;
    const waiting = user.waitFor((chat) => chat.messages.find(({ text }) => text === 'here'));
    await api.sendMessage(chatId, 'here');
    expect((await waiting).from).to.equal('bot');
    const error = await failure(user.waitFor(() => undefined, { timeoutMs: 50, what: 'a miracle' }));
    expect(error).to.be.instanceOf(ChatTimeoutError);
    expect(String(error)).to.contain('a miracle did not come within 50 ms').and.to.contain('bot: here');
  });

  it('separates the chats of two users', async () => {
    const other = new TelegramUser(scene.url, { first_name: 'Bob' });
    await other.say('hi');
    await scene.api.sendMessage(await other.id(), 'for Bob');
    expect((await scene.user.chat()).messages.map(({ text }) => text)).to.deep.equal(['/start']);
    expect((await other.chat()).messages.map(({ text }) => text)).to.deep.equal(['hi', 'for Bob']);
  });
});
