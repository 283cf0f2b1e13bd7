import { expect } from 'chai';
import { InputFile, InlineKeyboard, Keyboard } from 'grammy';
import { picture, botApiRefusal, request, startScene } from './support.ts';
import type { TelegramScene } from './support.ts';

describe('Telegram emulator: sending', () => {
  let scene: TelegramScene;
  before(async () => {
    scene = await startScene();
  });
  after(async () => await scene.emulator.close());

  it('shows a message with its buttons in the chat', async () => {
    const { api, user, chatId } = scene;
    const keyboard = new InlineKeyboard().text('Yes', 'y').url('Site', 'https://example.org/').row().text('No', 'n');
    const sent = await api.sendMessage(chatId, '  Sure?\n', { reply_markup: keyboard });
    expect(sent).to.deep.include({
      text: 'Sure?',
      chat: { id: chatId, type: 'private', first_name: 'Анна', username: 'anna' },
    });
    const shown = await user.lastBotMessage();
    expect(shown).to.deep.include({ id: sent.message_id, from: 'bot', text: 'Sure?', edit_count: 0 });
    expect(shown?.buttons).to.deep.equal([
      [
        { label: 'Yes', data: 'y' },
        { label: 'Site', url: 'https://example.org/' },
      ],
      [{ label: 'No', data: 'n' }],
    ]);
  });

  it('turns HTML into text and entities', async () => {
    const html =
      '<b>Привет</b>, <a href="https://e.org/?a=1&amp;b=2">link</a> &lt;3 <pre><code class="language-ts">x</code></pre>';
    const { text, entities } = await scene.api.sendMessage(scene.chatId, html, { parse_mode: 'HTML' });
    expect(text).to.equal('Привет, link <3 x');
    expect(entities).to.deep.equal([
      { type: 'bold', offset: 0, length: 6 },
      { type: 'text_link', offset: 8, length: 4, url: 'https://e.org/?a=1&b=2' },
      { type: 'pre', offset: 16, length: 1, language: 'ts' },
    ]);
  });

  for (const [html, reason] of [
    ['<b>open', `Can't find end tag corresponding to start tag "b"`],
    ['ы<div>x</div>', 'Unsupported start tag "div" at byte offset 2'],
    ['5 < 6', 'Unsupported start tag "" at byte offset 2'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['x<b', 'Unclosed start tag at byte offset 1'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ] as const) {
    it(`refuses the HTML ${html}`, async () => {
      const call = scene.api.sendMessage(scene.chatId, html, { parse_mode: 'HTML' });
      expect(await botApiRefusal(call)).to.equal(`400: Bad Request: can't parse entities: ${reason}`);
    });
  }

  it('keeps given entities, moves them with trimmed spaces, and finds commands and links', async () => {
    const entities = [{ type: 'bold' as const, offset: 2, length: 4 }];
    const sent = await scene.api.sendMessage(scene.chatId, '  Bold /help https://e.org/new', { entities });
    expect(sent.text).to.equal('Bold /help https://e.org/new');
    expect(sent.entities).to.deep.equal([
      { type: 'bold', offset: 0, length: 4 },
      { type: 'bot_command', offset: 5, length: 5 },
      { type: 'url', offset: 11, length: 17 },
    ]);
    const beyond = [{ type: 'bold' as const, offset: 9, length: 1 }];
    expect(await botApiRefusal(scene.api.sendMessage(scene.chatId, 'short', { entities: beyond }))).to.equal(
      '400: Bad Request: entity begins after the end of the text at UTF-16 offset 9',
    );
  });

  it('refuses empty and overlong texts', async () => {
    const send = async (text: string): Promise<string> =>
      await botApiRefusal(scene.api.sendMessage(scene.chatId, text));
    expect(await send('')).to.equal('400: Bad Request: message text is empty');
    expect(await send(' \n ')).to.equal('400: Bad Request: message text is empty');
    expect(await send('я'.repeat(4097))).to.equal('400: Bad Request: message is too long');
    expect((await scene.api.sendMessage(scene.chatId, 'я'.repeat(4096))).text).to.have.length(4096);
    const photo = new InputFile(await picture(1));
    expect(await botApiRefusal(scene.api.sendPhoto(scene.chatId, photo, { caption: 'x'.repeat(1025) }))).to.equal(
      '400: Bad Request: message caption is too long',
    );
  });

  const withData = async (data: string): Promise<unknown> =>
    await scene.api.sendMessage(scene.chatId, 'x', { reply_markup: new InlineKeyboard().text('b', data) });

  it('takes 64 bytes of callback data and refuses 65', async () => {
    await withData('ы'.repeat(32));
    expect(await botApiRefusal(withData('ы'.repeat(32) + 'x'))).to.equal('400: Bad Request: BUTTON_DATA_INVALID');
  });

  it('refuses invalid keyboards with the server’s messages', async () => {
    const { url, chatId } = scene;
    const send = async (markup: unknown): Promise<string> => {
      const root = `${url}/bot1000000001:AAEmulatorTokenForLocalDevelopment0`;
      return (await request(`${root}/sendMessage`, { chat_id: chatId, text: 'x', reply_markup: markup })).body
        .description;
    };
    expect(await send({ inline_keyboard: [{ text: 'a' }] })).to.contain('must be an Array of Arrays');
    expect(await send({ inline_keyboard: [[{ text: 'a' }]] })).to.equal(
      "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    );
    expect(await send({ inline_keyboard: [[{ text: 'a', url: 'http://localhost:1' }]] })).to.equal(
      "Bad Request: inline keyboard button URL 'http://localhost:1' is invalid: Wrong HTTP URL",
    );
    expect(await send('{oops')).to.equal("Bad Request: can't parse reply keyboard markup JSON object");
  });

  it('shows and removes a keyboard under the input field', async () => {
    const { api, user, chatId } = scene;
    await api.sendMessage(chatId, 'keys', { reply_markup: new Keyboard().text('A').row().text('B') });
    expect((await user.chat()).keyboard).to.deep.equal([['A'], ['B']]);
    await api.sendMessage(chatId, 'gone', { reply_markup: { remove_keyboard: true } });
    expect(await user.chat()).not.to.have.property('keyboard');
  });

  it('replies to messages, and refuses to reply to a missing one', async () => {
    const { api, chatId, user } = scene;
    const question = await user.say('question?');
    const sent = await api.sendMessage(chatId, 'answer', { reply_parameters: { message_id: question } });
    expect(sent.reply_to_message?.text).to.equal('question?');
    expect((await user.lastBotMessage())?.reply_to).to.equal(question);
    expect(await botApiRefusal(api.sendMessage(chatId, 'x', { reply_parameters: { message_id: 99999 } }))).to.equal(
      '400: Bad Request: message to be replied not found',
    );
    const optional = { message_id: 99999, allow_sending_without_reply: true };
    expect(await api.sendMessage(chatId, 'x', { reply_parameters: optional })).not.to.have.property('reply_to_message');
  });

  it('shows a chat action until the next message', async () => {
    const { api, chatId, user } = scene;
    await api.sendChatAction(chatId, 'upload_photo');
    expect((await user.chat()).action?.action).to.equal('upload_photo');
    await api.sendMessage(chatId, 'done');
    expect(await user.chat()).not.to.have.property('action');
  });

  it('copies and forwards messages', async () => {
    const { api, chatId, user } = scene;
    const original = await user.say('to be copied');
    const { message_id: copy } = await api.copyMessage(chatId, chatId, original);
    expect(await user.lastBotMessage()).to.deep.include({ id: copy, text: 'to be copied' });
    const forwarded = await api.forwardMessage(chatId, chatId, original);
    expect(forwarded.forward_origin).to.have.nested.property('sender_user.id', chatId);
  });

  it('cannot write to a user who never wrote', async () => {
    const { body } = await request(`${scene.url}/emulator/users`, { first_name: 'Silent' });
    expect(await botApiRefusal(scene.api.sendMessage(body.id, 'hello'))).to.equal('400: Bad Request: chat not found');
    expect(await botApiRefusal(scene.api.sendMessage('', 'hello'))).to.equal('400: Bad Request: chat_id is empty');
  });

  it('describes a chat', async () => {
    expect(await scene.api.getChat(scene.chatId)).to.include({ id: scene.chatId, type: 'private', first_name: 'Анна' });
  });
});
