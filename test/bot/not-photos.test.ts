import { expect } from 'chai';
import sharp from 'sharp';
import { notPhotos } from '../../src/domain/photos/not-a-photo.ts';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

const create = { width: 96, height: 128, channels: 3, background: { r: 90, g: 80, b: 80 } } as const;

describe('a message that is not a photo', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
    scene.avatars.put(ID, anna.person, 'Анна');
  });
  afterEach(() => scene.stop());

  const taken = () => scene.avatars.kept.get(ID)?.life.photos ?? [];
  const file = (name: string) => ({ name, bytes: Buffer.from(`the bytes of ${name}`) });

  for (const kind of notPhotos) {
    if (kind === 'pdf' || kind === 'archive' || kind === 'raw') continue;
    it(`gets a sentence of its own when it is of the kind ${kind}`, async () => {
      await anna.user.sendMedia(kind);
      await anna.sees(anna.t('media-hint', { kind }));
      expect(await anna.botMessages()).to.have.length(1);
      expect(taken()).to.deep.equal([]);
    });
  }

  for (const [name, kind] of [
    ['scan.pdf', 'pdf'],
    ['photos.zip', 'archive'],
    ['photos.rar', 'archive'],
    ['IMG_1.CR3', 'raw'],
    ['IMG_2.dng', 'raw'],
    ['film.mp4', 'video'],
    ['song.ogg', 'audio'],
  ] as const) {
    it(`is recognised by its name or type: ${name}`, async () => {
      await anna.user.sendPhotos([file(name)], { as: 'document' });
      await anna.sees(anna.t('media-hint', { kind }));
      expect(taken()).to.deep.equal([]);
    });
  }

  it('is inspected when it may be a photo: HEIC, a name without a type, even a text', async () => {
    const names = ['IMG_3.HEIC', 'photo', 'notes.txt', 'moving.gif'];
    await anna.user.sendPhotos(names.map(file), { as: 'document' });
    await anna.user.waitFor(() => taken().length === names.length);
    expect(await anna.botMessages()).to.deep.equal([]);
  });

  it('is a sticker only in a set: a .webp that comes as a sticker without a set is a photo', async () => {
    await anna.user.sendMedia('sticker', { file: file('me.webp') });
    await anna.user.waitFor(() => taken().length === 1);
    expect(await anna.botMessages()).to.deep.equal([]);
    await anna.user.sendMedia('sticker', { file: file('moving.tgs'), animated: true });
    await anna.sees(anna.t('media-hint', { kind: 'sticker' }));
    expect(taken()).to.have.length(1);
  });

  it('is not a live photo: its still picture is accepted, even alone', async () => {
    const still = { name: 'live.jpg', bytes: await sharp({ create }).jpeg().toBuffer() };
    await anna.user.sendLivePhoto(still, { alone: true });
    await anna.user.waitFor(() => taken().length === 1);
    // The same picture as a part of the message is the same photo.
    await anna.user.sendLivePhoto(still);
    await anna.user.sendPhotos([file('other.heic')], { as: 'document' });
    await anna.user.waitFor(() => taken().length === 3);
    expect(taken()[1]?.verdict).to.equal('duplicate');
    expect(await anna.botMessages()).to.deep.equal([]);
  });

  it('is answered once a burst, and again for another kind', async () => {
    const names = ['1.pdf', '2.zip', '3.pdf', '4.pdf', '5.zip'];
    await anna.user.sendPhotos(names.map(file), { as: 'document', album: true });
    await anna.user.sendPhotos([file('6.pdf')], { as: 'document' });
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    const said = (await anna.botMessages()).map(({ text }) => text);
    const hint = (kind: string) => anna.t('media-hint', { kind });
    expect(said.slice(0, -1)).to.deep.equal([hint('pdf'), hint('archive')]);
  });
});
