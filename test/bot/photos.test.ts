import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('photos', () => {
  let scene: Scene;
  let anna: Somebody;
  let files: { name: string; bytes: Buffer }[];

  before(async () => {
    const rocket = await readFile(new URL('../../demo/photos/rocket.jpg', import.meta.url));
    files = await Promise.all(
      [1, 2, 3].map(async (factor) => ({
        name: `${factor}.jpg`,
        bytes: await sharp(rocket)
          .modulate({ brightness: 1 + factor / 10 })
          .jpeg()
          .toBuffer(),
      })),
    );
  });
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const photos = () => scene.avatars.kept.get(ID)?.life.photos ?? [];

  it('go to the open avatar only by their ids, in their largest size, and none is answered', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    const { message_ids: ids, media_group_ids: albums } = await anna.user.sendPhotos(files, { album: true });
    await anna.user.waitFor(() => photos().length === 3);
    expect(photos().map(({ messageId }) => messageId)).to.have.members(ids);
    expect(photos().map(({ albumId }) => albumId)).to.deep.equal([albums[0], albums[0], albums[0]]);
    const sent = (await anna.user.chat()).messages.filter(({ media }) => media);
    expect(photos().map(({ fileUniqueId }) => fileUniqueId)).to.have.members(
      sent.map(({ media }) => media?.file_unique_id),
    );
    expect(await anna.botMessages()).to.have.length(0);
    expect(await scene.calls('getFile')).to.deep.equal([]);
  });

  it('may come as files of any type: they are recognised by content', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    await anna.user.sendPhotos([...files.slice(0, 1), { name: 'notes.txt', bytes: Buffer.from('hello') }], {
      as: 'document',
    });
    await anna.user.waitFor(() => photos().length === 2);
  });

  it('that come as files are distinguished from others, and among them those that can be sent as photos', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    const [file] = files;
    await anna.user.sendPhotos([file!]);
    await anna.user.sendPhotos([file!, { name: 'one.heic', bytes: Buffer.from('heic') }], { as: 'document' });
    await anna.user.waitFor(() => photos().length === 3);
    expect(photos().map(({ sentAs }) => sentAs)).to.have.members([undefined, 'file', 'other_file']);
  });

  it('are kept for later when no avatar is open', async () => {
    await anna.user.sendPhotos(files.slice(0, 2));
    await anna.user.waitFor(() => scene.avatars.inbox.length === 2);
  });

  it('are answered once an album when they could not be accepted', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    scene.avatars.failure = new Error('Temporal is away');
    await anna.user.sendPhotos(files, { album: true });
    await anna.sees(anna.t('photo-not-taken'));
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    expect(await anna.botMessages()).to.have.length(2);
  });

  it('are passed on with their size, so that a too large one is never requested', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    const [file] = files;
    await anna.user.sendPhotos([file!], { as: 'document' });
    await anna.user.waitFor(() => photos().length === 1);
    expect(photos()[0]?.fileSize).to.equal(file?.bytes.byteLength);
  });

  it('may be forwarded', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    await anna.user.sendPhotos(files, { album: true, forwarded: true });
    await anna.user.waitFor(() => photos().length === 3);
    expect(await anna.botMessages()).to.have.length(0);
  });
});
