import { expect } from 'chai';
import { botApiRefusal, startScene, type TelegramScene } from './support.ts';

describe('Telegram emulator: pins and reactions', () => {
  let scene: TelegramScene;
  let message: number;
  beforeEach(async () => {
    scene = await startScene();
    message = (await scene.api.sendMessage(scene.chatId, 'Hello')).message_id;
  });
  afterEach(() => scene.emulator.close());

  const shown = async () => (await scene.user.chat()).messages.find(({ id }) => id === message);
  const pinned = async () => (await scene.api.getChat(scene.chatId)).pinned_message?.message_id;

  it('pins and unpins messages', async () => {
    const earlier = (await scene.api.sendMessage(scene.chatId, 'Before')).message_id;
    await scene.api.pinChatMessage(scene.chatId, earlier);
    await scene.api.pinChatMessage(scene.chatId, message);
    expect(await pinned()).to.equal(message);
    expect(await shown()).to.include({ pinned: true });
    await scene.api.unpinChatMessage(scene.chatId);
    expect(await pinned()).to.equal(earlier);
    await scene.api.unpinAllChatMessages(scene.chatId);
    expect(await pinned()).to.equal(undefined);
    expect(await shown()).to.not.have.property('pinned');
    expect(await botApiRefusal(scene.api.pinChatMessage(scene.chatId, 999))).to.include('message to pin not found');
    expect(await botApiRefusal(scene.api.unpinChatMessage(scene.chatId))).to.include('message to unpin not found');
  });

  it('sets one reaction, which an empty list removes', async () => {
    const react = (...emoji: string[]) =>
      scene.api.setMessageReaction(
        scene.chatId,
        message,
        emoji.map((one) => ({ type: 'emoji', emoji: one as '👍' })),
      );
    await react('👍');
    expect(await shown()).to.include({ reaction: '👍' });
    await react();
    expect(await shown()).to.not.have.property('reaction');
    expect(await botApiRefusal(react('👍', '🔥'))).to.include('REACTIONS_TOO_MANY');
    expect(await botApiRefusal(react('🧀'))).to.include('REACTION_INVALID');
  });

  it('refuses invalid reactions, and those to a missing message', async () => {
    const react = (reaction: unknown, id = message) =>
      botApiRefusal(scene.api.setMessageReaction(scene.chatId, id, reaction as []));
    const unreadable = "400: Bad Request: can't parse ReactionType: ";
    expect(await react({})).to.equal('400: Bad Request: expected an Array of ReactionType');
    expect(await react(['👍'])).to.equal(`${unreadable}expected an Object`);
    expect(await react([{}])).to.equal(`${unreadable}Can't find field "type"`);
    expect(await react([{ type: 'paid' }])).to.equal(`${unreadable}invalid reaction type specified`);
    expect(await react([{ type: 'emoji' }])).to.equal(`${unreadable}Can't find field "emoji"`);
    expect(await react([{ type: 'custom_emoji', custom_emoji_id: '7' }])).to.include('REACTION_INVALID');
    expect(await react([{ type: 'emoji', emoji: '👍' }], 999)).to.include('message to react not found');
  });
});
