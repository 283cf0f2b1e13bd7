import { expect } from 'chai';
import { InputFile, InputMediaBuilder } from 'grammy';
import sharp from 'sharp';
import { EMULATOR_BOT_TOKEN } from '../index.ts';
import { picture, botApiRefusal, request, startScene } from './support.ts';
import type { Json, TelegramScene } from './support.ts';

describe('Telegram emulator: photos and files', () => {
  let scene: TelegramScene;
  let photo: Buffer;
  before(async () => {
    scene = await startScene();
    photo = await picture(1);
  });
  after(async () => await scene.emulator.close());

  const download = async (path: string | undefined): Promise<Buffer> => {
    const response = await fetch(`${scene.url}/file/bot${EMULATOR_BOT_TOKEN}/${path}`);
    expect(response.status).to.equal(200);
    return Buffer.from(await response.arrayBuffer());
  };
  /** Sends as the user and gives the update's message. */
  const received = async (send: Promise<unknown>): Promise<Json> => {
    await send;
    const updates = await scene.api.getUpdates({ offset: -1 });
    return updates[0]?.message;
  };

  it('keeps a photo in several sizes, the largest re-encoded to at most 1280 px', async () => {
    const large = await picture(2, 1600, 1200, 'png');
    const { photo: sizes } = await scene.api.sendPhoto(scene.chatId, new InputFile(large, 'лицо.png'), {
      caption: 'c',
    });
    expect(sizes.map(({ width, height }) => [width, height])).to.deep.equal([
      [90, 68],
      [320, 240],
      [800, 600],
      [1280, 960],
    ]);
    const file = await scene.api.getFile(sizes.at(-1)?.file_id ?? '');
    const bytes = await download(file.file_path);
    expect(bytes).to.have.length(file.file_size ?? 0);
    expect(await sharp(bytes).metadata()).to.include({ format: 'jpeg', width: 1280, height: 960 });
    expect((await scene.user.lastBotMessage())?.media).to.include({ kind: 'photo', width: 1280, height: 960 });
  });

  it('never enlarges a photo', async () => {
    const { photo: sizes } = await scene.api.sendPhoto(scene.chatId, new InputFile(await picture(3, 200, 100)));
    expect(sizes.map(({ width }) => width)).to.deep.equal([90, 200]);
  });

  const sizesOfPhoto = async (): Promise<{ file_id: string; file_unique_id: string }[]> =>
    (await received(scene.user.sendPhotos([{ name: 'a.jpg', bytes: photo }]))).photo;

  it('gives the same bytes the same file_unique_id under new file_ids', async () => {
    const [first, second] = [await sizesOfPhoto(), await sizesOfPhoto()];
    expect(first.map((size) => size.file_unique_id)).to.deep.equal(second.map((size) => size.file_unique_id));
    expect(new Set([...first, ...second].map((size) => size.file_id)).size).to.equal(first.length * 2);
    expect(new Set(first.map((size) => size.file_unique_id)).size).to.equal(first.length);
  });

  it('sends by file_id, and refuses a made-up one and one of another kind', async () => {
    const { api, chatId } = scene;
    const { photo: sizes } = await api.sendPhoto(chatId, new InputFile(photo));
    const again = await api.sendPhoto(chatId, sizes[0]?.file_id ?? '');
    expect(again.photo).to.deep.equal(sizes);
    expect(await botApiRefusal(api.sendPhoto(chatId, 'AgACAgImade-up'))).to.match(
      /^400: Bad Request: wrong remote file id/,
    );
    expect(await botApiRefusal(api.sendDocument(chatId, sizes[0]?.file_id ?? ''))).to.equal(
      "400: Bad Request: can't use file of type Photo as Document",
    );
  });

  it('sends a photo by its address', async () => {
    const shown = (await scene.user.lastBotMessage())?.media;
    const { photo: sizes } = await scene.api.sendPhoto(scene.chatId, shown?.url ?? '');
    expect(sizes.at(-1)?.width).to.equal(shown?.width);
    expect(await botApiRefusal(scene.api.sendPhoto(scene.chatId, `${scene.url}/nothing.jpg`))).to.equal(
      '400: Bad Request: failed to get HTTP URL content',
    );
  });

  const send = async (bytes: Buffer): Promise<string> =>
    await botApiRefusal(scene.api.sendPhoto(scene.chatId, new InputFile(bytes)));

  it('refuses photos that are invalid, too large or too narrow', async () => {
    expect(await send(Buffer.from('no picture'))).to.equal('400: Bad Request: IMAGE_PROCESS_FAILED');
    expect(await send(await picture(4, 2100, 100))).to.equal('400: Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await send(Buffer.alloc(10 * 1024 * 1024 + 1))).to.contain('is too big for a photo');
    expect(await send(Buffer.alloc(0))).to.equal('400: Bad Request: file must be non-empty');
  });

  it('keeps a document’s bytes, name and type', async () => {
    const png = await picture(5, 300, 200, 'png');
    const message = await received(scene.user.sendPhotos([{ name: 'оригинал.png', bytes: png }], { as: 'document' }));
    expect(message.document).to.include({ file_name: 'оригинал.png', mime_type: 'image/png', file_size: png.length });
    const file = await scene.api.getFile(message.document.file_id);
    expect((await download(file.file_path)).equals(png)).to.equal(true);
    const sent = await scene.api.sendDocument(scene.chatId, new InputFile(Buffer.from('{}'), 'a.json'));
    expect(sent.document).to.include({ file_name: 'a.json', mime_type: 'application/json', file_size: 2 });
  });

  it('sends a user’s invalid photo as a document', async () => {
    const message = await received(scene.user.sendPhotos([{ name: 'note.txt', bytes: Buffer.from('text') }]));
    expect(message).not.to.have.property('photo');
    expect(message.document.file_name).to.equal('note.txt');
  });

  it('refuses to fetch a file above 20 MB', async () => {
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 1);
    const message = await received(scene.user.sendPhotos([{ name: 'huge.bin', bytes }], { as: 'document' }));
    expect(message.document.file_size).to.equal(bytes.length);
    expect(await botApiRefusal(scene.api.getFile(message.document.file_id))).to.equal(
      '400: Bad Request: file is too big',
    );
  });

  it('refuses unknown files and paths', async () => {
    expect(await botApiRefusal(scene.api.getFile('nothing'))).to.equal('400: Bad Request: invalid file_id');
    const response = await fetch(`${scene.url}/file/bot${EMULATOR_BOT_TOKEN}/photos/file_999.jpg`);
    expect(response.status).to.equal(404);
    const foreign = await fetch(`${scene.url}/file/bot1:x/photos/file_0.jpg`);
    expect(foreign.status).to.equal(401);
  });

  it('sends an album of 2 to 10, without buttons', async () => {
    const { api, chatId, user } = scene;
    const item = (): ReturnType<typeof InputMediaBuilder.photo> =>
      InputMediaBuilder.photo(new InputFile(photo, 'p.jpg'));
    const sent: Json[] = await api.sendMediaGroup(chatId, [{ ...item(), caption: 'first' }, item(), item()]);
    expect(new Set(sent.map((message) => message.media_group_id)).size).to.equal(1);
    expect(sent[0]?.media_group_id).to.match(/^\d+$/);
    const shown = (await user.chat()).messages.slice(-3);
    expect(shown.map(({ caption, album_id: album }) => [caption, album])).to.deep.equal([
      ['first', sent[0]?.media_group_id],
      [undefined, sent[0]?.media_group_id],
      [undefined, sent[0]?.media_group_id],
    ]);
    const many = async (count: number): Promise<string> =>
      await botApiRefusal(api.sendMediaGroup(chatId, Array.from({ length: count }, item)));
    expect(await many(0)).to.equal('400: Bad Request: there are no messages to send');
    expect(await many(1)).to.equal('400: Bad Request: an album must have 2-10 items');
    expect(await many(11)).to.equal('400: Bad Request: too many messages to send as an album');
    const mixed: Json = [item(), InputMediaBuilder.document(new InputFile(photo, 'd.jpg'))];
    expect(await botApiRefusal(api.sendMediaGroup(chatId, mixed))).to.contain("can't be mixed");
  });

  it('ignores reply_markup on an album', async () => {
    const media = [1, 2].map(() => ({ type: 'photo', media: `${scene.url}/nothing` }));
    const { photo: sizes } = await scene.api.sendPhoto(scene.chatId, new InputFile(photo));
    for (const one of media) one.media = sizes[0]?.file_id ?? '';
    const markup = { inline_keyboard: [[{ text: 'b', callback_data: 'b' }]] };
    const { body } = await request(`${scene.url}/bot${EMULATOR_BOT_TOKEN}/sendMediaGroup`, {
      chat_id: scene.chatId,
      media,
      reply_markup: markup,
    });
    expect(body.result).to.have.length(2);
    expect((await scene.user.lastBotMessage())?.buttons).to.deep.equal([]);
  });
});
