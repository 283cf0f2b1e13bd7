import { expect } from 'chai';
import sharp from 'sharp';
import { Api, InputFile } from 'grammy';
import { textOf, type MessageView } from '../../emulators/telegram/client.ts';
import { EMULATOR_BOT_TOKEN } from '../../emulators/telegram/index.ts';
import { encode } from '../../src/chat/callbacks.ts';
import { payloadOf } from '../../src/chat/deep-link.ts';
import { withPhotos } from './fake-avatars.ts';
import { Scene, type Somebody } from './scene.ts';

const [FIRST, SECOND, THIRD] = [11, 22, 33].map((end) => `4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c${end}`) as [
  string,
  string,
  string,
];

describe('the gallery with pictures', () => {
  let scene: Scene;
  let anna: Somebody;
  let api: Api;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
    api = new Api(EMULATOR_BOT_TOKEN, { apiRoot: scene.telegram.url });
    await anna.user.say('/help');
    await anna.sees('Как это работает');
  });
  afterEach(() => scene.stop());

  /** A picture that this bot has sent before. @returns its file_id */
  async function sentBefore(red: number): Promise<string> {
    const create = { width: 96, height: 128, channels: 3, background: { r: red, g: 80, b: 80 } } as const;
    const bytes = await sharp({ create }).jpeg().toBuffer();
    const { message_id: id, photo } = await api.sendPhoto(anna.id, new InputFile(bytes, 'picture.jpg'));
    await api.deleteMessage(anna.id, id);
    return photo.at(-1)?.file_id ?? '';
  }
  const has = (id: string, name: string, cover?: string) => {
    scene.avatars.put(id, anna.person, name, (life) => {
      withPhotos(life, 12);
      life.status = 'completed';
    });
    if (cover !== undefined) scene.avatars.covers.set(id, cover);
  };
  const gallery = () => anna.sees(anna.t('gallery-title', { total: scene.avatars.kept.size }));
  const unique = ({ media }: MessageView) => media?.file_unique_id;

  it('changes to a completed avatar and back in one message, each with its picture', async () => {
    has(FIRST, 'Первая', await sentBefore(40));
    has(SECOND, 'Вторая', await sentBefore(90));
    await anna.user.say('/avatars');
    const list = await gallery();
    expect(list.media).to.have.property('kind', 'photo');
    await anna.tapsLabel('✨ Первая', list.id);
    const first = await anna.sees(anna.t('card-completed', { valid: 12 }));
    expect(first.id).to.equal(list.id);
    expect(unique(first)).to.not.equal(unique(list));
    await anna.taps('button-gallery', undefined, list.id);
    expect(unique(await gallery())).to.equal(unique(list));
  });

  for (const description of ['Bad Request: MESSAGE_ID_INVALID', 'Bad Request: message identifier is not specified']) {
    it(`is sent again when its message is lost: “${description}”`, async () => {
      has(FIRST, 'Первая', await sentBefore(40));
      await anna.user.say('/avatars');
      const list = await gallery();
      await scene.fault({ method: 'editMessageMedia', count: 1, kind: 400, description });
      await anna.tapsLabel('✨ Первая', list.id);
      const first = await anna.sees(anna.t('card-completed', { valid: 12 }));
      expect(first.id).to.be.above(list.id);
      await anna.taps('button-delete', undefined, first.id);
      await scene.fault({ method: 'deleteMessage', count: 1, kind: 400, description });
      await anna.taps('button-delete-yes', undefined, first.id);
      await anna.sees(anna.t('deleted', { name: 'Первая' }));
    });
  }

  it('asks about a completed avatar under its picture, and answers a deletion with a text', async () => {
    has(FIRST, 'Первая', await sentBefore(40));
    await anna.user.say('/avatars');
    const { id } = await gallery();
    await anna.tapsLabel('✨ Первая', id);
    for (const [asks, keeps, words] of [
      ['button-rename', 'button-keep-name', anna.t('ask-name', { name: 'Первая' })],
      ['button-delete', 'button-keep', 'Удалить аватар «Первая» навсегда?'],
    ] as const) {
      await anna.taps(asks, undefined, id);
      expect(await anna.sees(words))
        .to.include({ id })
        .and.have.nested.property('media.kind', 'photo');
      await anna.taps(keeps, undefined, id);
      await anna.sees(anna.t('card-completed', { valid: 12 }));
    }
    await anna.taps('button-delete', undefined, id);
    await anna.taps('button-delete-yes', undefined, id);
    expect((await anna.sees(anna.t('deleted', { name: 'Первая' }))).media).to.equal(undefined);
    expect((await anna.botMessages()).map((one) => one.id)).to.not.include(id);
  });

  it('replaces a picture with a new text message, once, even if two of its buttons are tapped', async () => {
    has(FIRST, 'Первая', await sentBefore(40));
    scene.avatars.put(SECOND, anna.person, 'Черновик');
    await anna.user.say('/avatars');
    const list = await gallery();
    const here = { messageId: list.id, force: true };
    const taps = (['show', 'keep_name', 'show'] as const).map((tap) =>
      encode({ kind: 'avatar', tap, avatarId: SECOND }),
    );
    await Promise.all(taps.map((data) => anna.user.tap({ data }, here)));
    const detail = await anna.sees(anna.t('card-name-hint'));
    expect(detail.id).to.be.above(list.id);
    await anna.user.waitFor(({ unanswered_callbacks: open }) => open.length === 0);
    const messages = await anna.botMessages();
    expect(messages.map(({ id }) => id)).to.not.include(list.id);
    expect(messages.filter((one) => textOf(one).includes(anna.t('card-name-hint')))).to.have.length(1);
    // A text can be edited into a picture in one message.
    await anna.taps('button-gallery', undefined, detail.id);
    expect(await gallery()).to.include({ id: detail.id });
  });

  it('is a text when the bot does not know its pictures: its token was changed, or they are files', async () => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const { document } = await api.sendDocument(anna.id, new InputFile(bytes, 'photo.jpg'));
    for (const cover of ['AgACAgIAAxkBAAIB-another-bot', document.file_id]) {
      has(FIRST, 'Первая', cover);
      await anna.user.say('/avatars');
      const { id, media } = await gallery();
      expect(media).to.equal(undefined);
      await anna.tapsLabel('✨ Первая', id);
      expect((await anna.sees(anna.t('card-completed', { valid: 12 }))).id).to.equal(id);
      await anna.taps('button-gallery', undefined, id);
      await gallery();
    }
    expect((await anna.botMessages()).map(textOf).join()).to.not.include(anna.t('trouble'));
  });

  it('can make a completed avatar the main one, which comes first', async () => {
    for (const [id, name] of [
      [FIRST, 'Первая'],
      [SECOND, 'Вторая'],
      [THIRD, 'Третья'],
    ] as const)
      has(id, name);
    scene.avatars.mainAvatarId = SECOND;
    await anna.user.say('/avatars');
    const { id } = await anna.sees('⭐ Вторая — готов\n✨ Третья — готов\n✨ Первая — готов');
    await anna.tapsLabel('✨ Вторая', id);
    await anna.sees(anna.t('detail-main'));
    expect(await anna.labels(id)).to.not.include(anna.t('button-main'));
    await anna.taps('button-gallery', undefined, id);
    await anna.tapsLabel('✨ Первая', id);
    await anna.taps('button-main', undefined, id);
    await anna.hears(anna.t('toast-main'));
    await anna.sees(anna.t('detail-main'));
    await anna.taps('button-gallery', undefined, id);
    await anna.sees('⭐ Первая — готов\n✨ Третья — готов\n✨ Вторая — готов');
  });

  it('has no main avatar that is not completed', async () => {
    scene.avatars.put(FIRST, anna.person, 'Анна', (life) => (life.status = 'error'));
    await anna.user.say('/avatars');
    await anna.tapsLabel('⚠️ Анна');
    const { id } = await anna.sees(anna.t('card-error'));
    expect(await anna.labels(id)).to.not.include(anna.t('button-main'));
  });

  describe('a link to one avatar', () => {
    const link = (username: string) => `https://t.me/${username}?start=${payloadOf(FIRST)}`;

    it('is shown in its detail, and opens it for its owner', async () => {
      has(FIRST, 'Первая', await sentBefore(40));
      has(SECOND, 'Вторая');
      await anna.user.say('/avatars');
      await anna.tapsLabel('✨ Первая');
      await anna.taps('button-link');
      const shown = await anna.sees(link((await api.getMe()).username));
      await anna.taps('button-back', undefined, shown.id);
      await anna.sees(anna.t('card-completed', { valid: 12 }));

      await anna.user.say(`/start ${payloadOf(FIRST)}`);
      const opened = await anna.user.waitFor(({ messages }) => {
        const last = messages.at(-1);
        return last?.from === 'bot' && last;
      });
      expect(opened.media).to.have.property('kind', 'photo');
      expect(textOf(opened))
        .to.include('Первая')
        .and.include(anna.t('card-completed', { valid: 12 }));
    });

    it('leads nowhere for anybody else, with the same text as a link to no avatar', async () => {
      has(FIRST, 'Секрет', await sentBefore(40));
      const stranger = await scene.person({ first_name: 'Чужой' });
      const answers: MessageView[] = [];
      for (const id of [FIRST, THIRD]) {
        await stranger.user.say(`/start ${payloadOf(id)}`);
        answers.push(
          await stranger.user.waitFor(({ messages }) => {
            const last = messages.at(-1);
            return last?.from === 'bot' && last;
          }),
        );
      }
      const shown = answers.map(({ text, buttons, media }) => ({ text, buttons, media }));
      expect(shown[0]).to.deep.equal(shown[1]);
      expect(shown[0]).to.include({ text: stranger.t('link-to-nothing') });
      expect(JSON.stringify(await stranger.user.chat())).to.not.include('Секрет');
    });

    it('is none with any other payload: the bot greets as usual', async () => {
      await anna.user.say('/start campaign-7');
      await anna.sees('Здравствуйте');
    });
  });
});
