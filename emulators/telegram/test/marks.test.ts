import { expect } from 'chai';
import { refusal, startScene, type Scene } from './support.ts';

describe('what a bot marks a message with, in the emulator', () => {
  let scene: Scene;
  let message: number;
  beforeEach(async () => {
    scene = await startScene();
    message = (await scene.api.sendMessage(scene.chatId, 'Hello')).message_id;
  });
  afterEach(() => scene.emulator.close());

  const shown = async () => (await scene.user.chat()).messages.find(({ id }) => id === message);
  const pinned = async () => (await scene.api.getChat(scene.chatId)).pinned_message?.message_id;

  it('is a pin, which the chat and the message tell of', async () => {
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
    expect(await refusal(scene.api.pinChatMessage(scene.chatId, 999))).to.include('message to pin not found');
    expect(await refusal(scene.api.unpinChatMessage(scene.chatId))).to.include('message to unpin not found');
  });

  it('is one reaction, which an empty list takes away', async () => {
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
    expect(await refusal(react('👍', '🔥'))).to.include('REACTIONS_TOO_MANY');
    expect(await refusal(react('🧀'))).to.include('REACTION_INVALID');
  });
});
