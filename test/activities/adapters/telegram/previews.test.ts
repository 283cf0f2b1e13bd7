import { expect } from 'chai';
import sharp from 'sharp';
import { TelegramUser, textOf, type MessageView } from '../../../../emulators/telegram/client.ts';
import {
  EMULATOR_BOT_TOKEN as token,
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../../../emulators/telegram/index.ts';
import { createMessenger } from '../../../../src/activities/adapters/telegram/messenger.ts';
import { SlowDown, UnknownPicture, type PreviewNews } from '../../../../src/activities/ports/messenger.ts';
import { say } from '../../../../src/chat/i18n.ts';
import { rejection } from '../../../support/http-stub.ts';

const t = say('en');

describe('pictures sent by Telegram', () => {
  let telegram: TelegramEmulator;
  let user: TelegramUser;
  let telegramId: number;
  let pictures: Buffer[];

  before(async () => {
    const draw = (red: number) =>
      sharp({ create: { width: 96, height: 128, channels: 3, background: { r: red, g: 90, b: 90 } } })
        .jpeg()
        .toBuffer();
    pictures = await Promise.all([40, 80, 120, 160].map(draw));
  });
  beforeEach(async () => {
    telegram = await startTelegramEmulator();
    user = new TelegramUser(telegram.url, { first_name: 'Ann', language_code: 'en' });
    telegramId = await user.id();
    await user.say('/start');
  });
  afterEach(() => telegram.close());

  const send = (changes: Partial<PreviewNews> = {}) =>
    createMessenger({ token, apiRoot: telegram.url }).sendPreviews(
      { avatarId: 'a-1', telegramId, name: 'Ann', pictures, wanted: 4, mayTryAgain: false, ...changes },
      'en',
    );
  const fromBot = async (): Promise<MessageView[]> => (await user.chat()).messages.filter(({ from }) => from === 'bot');
  const fault = (what: object) =>
    fetch(`${telegram.url}/emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'sendMediaGroup', count: 1, ...what }),
    });

  it('come as one album, with the text under the first', async () => {
    await send();
    const messages = (await fromBot()).slice(0, 4);
    expect(messages.map(({ media }) => media?.kind)).to.deep.equal(['photo', 'photo', 'photo', 'photo']);
    expect(new Set(messages.map((one) => one.album_id))).to.have.property('size', 1);
    expect(messages[0]?.album_id).to.be.a('string');
    expect(messages.map(textOf)).to.deep.equal([t('preview-made', { name: 'Ann' }), '', '', '']);
  });

  it('have their buttons in a message below the album', async () => {
    await send({ pictures: pictures.slice(0, 2), mayTryAgain: true });
    const below = (await fromBot()).at(-1);
    expect(textOf(below)).to.equal(t('preview-below', { name: 'Ann' }));
    expect(below?.buttons.flat().map(({ label }) => label)).to.deep.equal([t('button-preview'), t('button-show')]);
  });

  it('are not sent again when only the message below them fails', async () => {
    await fault({ method: 'sendMessage', kind: 429, retry_after: 3 });
    expect(await send()).to.have.length(4);
    expect(await fromBot()).to.have.length(4);
  });

  it('have a text that says how many were made', async () => {
    await send({ pictures: pictures.slice(0, 2), mayTryAgain: true });
    expect(textOf((await fromBot())[0])).to.include(t('preview-missing', { made: 2, wanted: 4 }));
  });

  it('are sent again by file_id, and not at all when Telegram does not know it', async () => {
    const sent = (await send()) ?? [];
    expect(sent).to.have.length(4);
    expect(await send({ pictures: sent })).to.deep.equal(sent);
    expect((await fromBot()).filter(({ media }) => media)).to.have.length(8);
    const error = await rejection(send({ pictures: [...sent.slice(1), 'AgACAgIAAxkBAAIB-of-another-bot'] }));
    expect(error).to.be.instanceOf(UnknownPicture);
    expect((await fromBot()).filter(({ media }) => media)).to.have.length(8);
  });

  it('come as a single photo when there is one, with the button for the others', async () => {
    await send({ pictures: pictures.slice(0, 1), mayTryAgain: true });
    const [only, ...more] = await fromBot();
    expect(more).to.deep.equal([]);
    expect(only?.media).to.have.property('kind', 'photo');
    expect(only?.album_id).to.equal(undefined);
    expect(only?.buttons.flat().map(({ label }) => label)).to.deep.equal([t('button-preview'), t('button-show')]);
  });

  it('are replaced by a text when there are none', async () => {
    await send({ pictures: [], mayTryAgain: true });
    const [only] = await fromBot();
    expect(only?.media).to.equal(undefined);
    expect(textOf(only)).to.include(t('preview-none', { name: 'Ann' }));
    expect(only?.buttons.flat().map(({ label }) => label)).to.deep.equal([t('button-preview'), t('button-show')]);
  });

  it('wait as long as Telegram asks, and are not sent to a user who has blocked the bot', async () => {
    await fault({ kind: 429, retry_after: 3 });
    const error = await rejection(send());
    expect(error).to.be.instanceOf(SlowDown).and.include({ retryAfterMs: 3_000 });
    await user.block();
    expect(await send()).to.equal(null);
  });
});
