import { expect } from 'chai';
import { InlineKeyboard, InputFile } from 'grammy';
import { picture, botApiRefusal, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

const NOT_MODIFIED =
  '400: Bad Request: message is not modified: specified new message content and reply markup are exactly the same ' +
  'as a current content and reply markup of the message';

const buttons = (): InlineKeyboard => new InlineKeyboard().text('Go', 'go');

describe('Telegram emulator: editing and deleting', () => {
  let scene: TelegramScene;
  before(async () => {
    scene = await startScene();
  });
  after(async () => await scene.emulator.close());

  it('changes text and buttons in place and counts edits', async () => {
    const { api, chatId, user } = scene;
    const { message_id: id } = await api.sendMessage(chatId, '10 %', { reply_markup: buttons() });
    const edited = await api.editMessageText(chatId, id, '20 %', { reply_markup: buttons() });
    expect(edited).to.include({ text: '20 %' }).and.to.have.property('edit_date');
    await api.editMessageReplyMarkup(chatId, id, { reply_markup: new InlineKeyboard().text('Stop', 'stop') });
    expect(await user.lastBotMessage()).to.deep.include({
      id,
      edit_count: 2,
      buttons: [[{ label: 'Stop', data: 'stop' }]],
    });
    await api.editMessageText(chatId, id, '20 %');
    expect(await user.lastBotMessage()).to.deep.include({ edit_count: 3, buttons: [] });
  });

  it('refuses an edit that changes nothing, with the full text', async () => {
    const { api, chatId } = scene;
    const { message_id: id } = await api.sendMessage(chatId, '<b>same</b>', {
      parse_mode: 'HTML',
      reply_markup: buttons(),
    });
    const again = { parse_mode: 'HTML', reply_markup: buttons() } as const;
    expect(await botApiRefusal(api.editMessageText(chatId, id, '<b>same</b>', again))).to.equal(NOT_MODIFIED);
    expect(await botApiRefusal(api.editMessageReplyMarkup(chatId, id, { reply_markup: buttons() }))).to.equal(
      NOT_MODIFIED,
    );
    await api.editMessageText(chatId, id, 'same', { reply_markup: buttons() });
  });

  it('replaces media by file_id under the other rules', async () => {
    const { api, chatId, user } = scene;
    const [one, two] = [await picture(11), await picture(12)];
    const first = await api.sendPhoto(chatId, new InputFile(one), { caption: '1/2', reply_markup: buttons() });
    const { photo } = await api.sendPhoto(chatId, new InputFile(two));
    const id = first.message_id;
    const media = { type: 'photo' as const, media: photo[0]?.file_id ?? '', caption: '2/2' };
    await api.editMessageMedia(chatId, id, media, { reply_markup: buttons() });
    const shown = (await user.chat()).messages.find((message) => message.id === id);
    expect(shown).to.deep.include({ caption: '2/2', edit_count: 1 });
    expect(shown?.media?.file_unique_id).to.equal(photo.at(-1)?.file_unique_id);
    expect(await botApiRefusal(api.editMessageMedia(chatId, id, media, { reply_markup: buttons() }))).to.equal(
      NOT_MODIFIED,
    );
    const upload = { ...media, media: new InputFile(two, 'same-bytes.jpg') };
    expect(await botApiRefusal(api.editMessageMedia(chatId, id, upload, { reply_markup: buttons() }))).to.equal(
      NOT_MODIFIED,
    );
    await api.editMessageCaption(chatId, id, { caption: 'only the caption' });
    expect(await botApiRefusal(api.editMessageText(chatId, id, 'text'))).to.equal(
      '400: Bad Request: there is no text in the message to edit',
    );
  });

  it('turns a text message into a photo', async () => {
    const { api, chatId, user } = scene;
    const { message_id: id } = await api.sendMessage(chatId, 'card');
    expect(await botApiRefusal(api.editMessageCaption(chatId, id, { caption: 'x' }))).to.equal(
      '400: Bad Request: there is no caption in the message to edit',
    );
    await api.editMessageMedia(chatId, id, { type: 'photo', media: new InputFile(await picture(13)) });
    const shown = await user.lastBotMessage();
    expect(shown?.media?.kind).to.equal('photo');
    expect(shown).not.to.have.property('text');
  });

  it('refuses to edit missing messages and those of others', async () => {
    const { api, chatId, user } = scene;
    const theirs = await user.say('mine');
    expect(await botApiRefusal(api.editMessageText(chatId, 99999, 'x'))).to.equal(
      '400: Bad Request: message to edit not found',
    );
    expect(await botApiRefusal(api.editMessageText(chatId, theirs, 'x'))).to.equal(
      "400: Bad Request: message can't be edited",
    );
  });

  it('deletes messages once', async () => {
    const { api, chatId, user } = scene;
    const ids: number[] = [];
    for (const text of ['a', 'b', 'c']) ids.push((await api.sendMessage(chatId, text)).message_id);
    const [a = 0, b = 0, c = 0] = ids;
    expect(await api.deleteMessage(chatId, a)).to.equal(true);
    expect(await botApiRefusal(api.deleteMessage(chatId, a))).to.equal('400: Bad Request: message to delete not found');
    expect(await api.deleteMessages(chatId, [a, b, c])).to.equal(true);
    expect((await user.chat()).messages.filter(({ id }) => ids.includes(id))).to.deep.equal([]);
    expect(await botApiRefusal(api.editMessageText(chatId, b, 'x'))).to.equal(
      '400: Bad Request: message to edit not found',
    );
  });

  it('takes only inline keyboards in edits', async () => {
    const { message_id: id } = await scene.api.sendMessage(scene.chatId, 'x');
    const markup: Json = { keyboard: [['a']] };
    expect(await botApiRefusal(scene.api.editMessageText(scene.chatId, id, 'y', { reply_markup: markup }))).to.equal(
      '400: Bad Request: inline keyboard expected',
    );
  });
});
