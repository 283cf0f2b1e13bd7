import { expect } from 'chai';
import sharp from 'sharp';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';

describe('a message that is edited', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const nameNow = () => [...scene.avatars.kept.values()].map(({ life }) => life.name);
  const picture = async (red: number) => {
    const create = { width: 96, height: 128, channels: 3, background: { r: red, g: 80, b: 80 } } as const;
    return { name: `${red}.jpg`, bytes: await sharp({ create }).jpeg().toBuffer() };
  };
  /** The answer to a later message comes after this one's. */
  async function nothingIsSaid(before: number): Promise<void> {
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    expect(await anna.botMessages()).to.have.length(before + 1);
  }

  it('renames the avatar that it named, even if another waits for a name', async () => {
    await anna.makesAvatar();
    const text = await anna.user.say('Ана');
    await anna.sees(anna.t('named', { name: 'Ана' }));
    scene.avatars.put(ID, anna.person, 'Другая');
    await scene.avatars.expectName({ avatarId: ID, user: anna.person, key: 'a command' });
    await anna.user.edit(text, { text: ' Анна' });
    await anna.sees(anna.t('named', { name: 'Анна' }));
    expect(nameNow()).to.deep.equal(['Анна', 'Другая']);
  });

  it('names the avatar that waits for a name, if its first version was no valid name', async () => {
    await anna.makesAvatar();
    const text = await anna.user.say('я'.repeat(70));
    await anna.sees(anna.t('bad-name'));
    await anna.user.edit(text, { text: 'Яна' });
    await anna.sees(anna.t('named', { name: 'Яна' }));
    await anna.user.edit(text, { text: 'я'.repeat(70) });
    await anna.sees(anna.t('toast-refused', { why: 'bad_name' }));
    expect(nameNow()).to.deep.equal(['Яна']);
  });

  it('is no name if it gave none, or another text has given one since', async () => {
    const text = await anna.user.say('привет');
    await anna.sees(anna.t('text-hint'));
    await anna.user.edit(text, { text: 'здравствуйте' });
    await anna.makesAvatar();
    const first = await anna.user.say('Ана');
    await anna.sees(anna.t('named', { name: 'Ана' }));
    await anna.taps('button-show');
    await anna.taps('button-rename');
    await anna.sees(anna.t('ask-name', { name: 'Ана' }));
    await anna.user.say('Анна');
    await anna.sees(anna.t('named', { name: 'Анна' }));
    const before = (await anna.botMessages()).length;
    await anna.user.edit(first, { text: 'Аня' });
    await anna.user.edit(text, { text: '/new' });
    await nothingIsSaid(before);
    expect(nameNow()).to.deep.equal(['Анна']);
  });

  it("keeps a photo's first version, and one sentence says so", async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    const taken = () => scene.avatars.kept.get(ID)?.life.photos ?? [];
    const { message_ids: ids } = await anna.user.sendPhotos([await picture(40)]);
    await anna.user.waitFor(() => taken().length === 1);
    await anna.user.edit(ids[0] ?? 0, { file: await picture(90) });
    await anna.sees(anna.t('photo-edited'));
    expect(taken()).to.have.length(1);
    const film = await anna.user.sendMedia('animation');
    await anna.sees(anna.t('media-hint', { kind: 'animation' }));
    const before = (await anna.botMessages()).length;
    await anna.user.edit(film.message_ids[0] ?? 0, { text: 'me' });
    await nothingIsSaid(before);
  });
});
