import { expect } from 'chai';
import { TelegramUserError } from '../client.ts';
import { failure, picture, botApiRefusal, request, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

describe('Telegram emulator: kinds of messages', () => {
  let scene: TelegramScene;
  beforeEach(async () => {
    scene = await startScene();
  });
  afterEach(async () => await scene.emulator.close());

  const last = async (): Promise<Json> => (await scene.api.getUpdates({ offset: -1 }))[0];
  const file = async (name: string, seed: number) => ({ name, bytes: await picture(seed, 320, 240) });

  it('distinguishes a sticker of a set from a .webp file', async () => {
    await scene.user.sendMedia('sticker');
    expect((await last()).message.sticker).to.include({ set_name: 'kind_faces', is_animated: false });
    await scene.user.sendMedia('sticker', { file: await file('me.webp', 1) });
    expect((await last()).message.sticker)
      .to.include({ is_animated: false })
      .and.not.have.property('set_name');
    await scene.user.sendMedia('sticker', { file: await file('me.tgs', 2), animated: true });
    expect((await last()).message.sticker).to.include({ is_animated: true });
  });

  it('sends a live photo with and without `photo`', async () => {
    const still = await file('live.jpg', 3);
    await scene.user.sendLivePhoto(still);
    const { message } = await last();
    expect(message.live_photo).to.include({ mime_type: 'video/mp4', duration: 3 });
    expect(message.live_photo.photo).to.deep.equal(message.photo).and.to.have.length(2);
    await scene.user.sendLivePhoto(still, { alone: true });
    expect((await last()).message).to.have.nested.property('live_photo.photo');
    expect((await last()).message).to.not.have.property('photo');
  });

  it('sends service messages', async () => {
    await scene.user.serviceMessage('message_auto_delete_timer_changed');
    expect((await last()).message.message_auto_delete_timer_changed).to.have.property('message_auto_delete_time');
    const unknown = await request(`${scene.url}/emulator/users/${scene.chatId}/service`, { kind: 'text' });
    expect(unknown.status).to.equal(400);
  });

  it('sends edited_message with the new content', async () => {
    const id = await scene.user.say('Ana');
    await scene.user.edit(id, { text: 'Anna' });
    expect((await last()).edited_message)
      .to.include({ message_id: id, text: 'Anna' })
      .and.have.property('edit_date');
    const { message_ids: sent } = await scene.user.sendPhotos([await file('a.jpg', 4)], { caption: 'a' });
    const { message } = await last();
    await scene.user.edit(sent[0] ?? 0, { file: await file('b.jpg', 5) });
    const { edited_message: edited } = await last();
    expect(edited.photo[0].file_unique_id).to.not.equal(message.photo[0].file_unique_id);
    expect(edited).to.have.property('caption', 'a');
    const { message_id: botsOwn } = await scene.api.sendMessage(scene.chatId, 'x');
    expect(await failure(scene.user.edit(botsOwn, { text: 'y' }))).to.be.instanceOf(TelegramUserError);
  });

  it('refuses message ids of a cleared history', async () => {
    const { api, chatId, user } = scene;
    const { message_id: id } = await api.sendMessage(chatId, 'x');
    await user.clear();
    expect((await user.chat()).messages).to.deep.equal([]);
    const invalid = '400: Bad Request: MESSAGE_ID_INVALID';
    expect(await botApiRefusal(api.editMessageText(chatId, id, 'y'))).to.equal(invalid);
    expect(await botApiRefusal(api.deleteMessage(chatId, id))).to.equal(invalid);
    const none = '400: Bad Request: message identifier is not specified';
    expect(await botApiRefusal(api.editMessageText(chatId, 0, 'y'))).to.equal(none);
    expect(await botApiRefusal(api.editMessageText(chatId, id + 50, 'y'))).to.contain('message to edit not found');
  });
});
