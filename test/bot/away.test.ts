import { expect } from 'chai';
import { Scene, type Somebody } from './scene.ts';

const ID = '4c8f2f64-0d0c-5b6f-9a55-0a8f5a7e1c11';
/** Errors of node-postgres and gRPC, wrapped or not. */
const noConnection = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
const wrapped = () => new Error('the driver says', { cause: noConnection() });

describe('while a server is down', () => {
  let scene: Scene;
  let anna: Somebody;
  beforeEach(async () => {
    scene = await Scene.start();
    anna = await scene.person();
  });
  afterEach(() => scene.stop());

  const told = async () =>
    (await anna.botMessages()).filter(({ text }) => text === anna.t('server-away')).map(({ text }) => text);
  const files = [1, 2, 3].map((number) => ({ name: `${number}.heic`, bytes: Buffer.from(`photo ${number}`) }));

  it('a name is kept, and given once when the server answers', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    await scene.avatars.expectName({ avatarId: ID, user: anna.person, key: 'before' });
    scene.avatars.answerAll = { ok: false, why: 'late' };
    await anna.user.say('Белка');
    await anna.sees(anna.t('server-away'));
    scene.avatars.answerAll = undefined;
    await anna.user.waitFor(() => scene.avatars.kept.get(ID)?.life.name === 'Белка');
    const commands = scene.avatars.commands.filter((command) => command.startsWith('rename'));
    expect(commands.length).to.be.above(1);
    expect(new Set(commands)).to.have.property('size', 1);
  });

  it('a name waits for the avatar that was made before it', async () => {
    await anna.user.say('/new');
    await anna.taps('avatar-type', { value: 'character' });
    await anna.taps('gender', { value: 'female' });
    scene.avatars.answerAll = { ok: false, why: 'late' };
    await anna.taps('training-type', { value: 'portrait' });
    await anna.sees(anna.t('server-away'));
    await anna.user.say('Белка');
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    scene.avatars.answerAll = undefined;
    await anna.user.waitFor(() => [...scene.avatars.kept.values()].some(({ life }) => life.name === 'Белка'));
    expect(await told(), 'once').to.have.length(1);
  });

  it('the log says so, and does not report an unknown user', async () => {
    scene.avatars.accountOf = () => Promise.reject(wrapped());
    await anna.user.say('/help');
    await anna.sees('Как это работает');
    const warned = scene.logged.filter((line) => line.includes('"level":40'));
    expect(warned.join('\n')).to.contain('the database does not answer').and.not.contain('is not known');
  });

  it('photos are kept without the database', async () => {
    scene.avatars.put(ID, anna.person, 'Анна');
    scene.avatars.focusOf = () => Promise.reject(wrapped());
    await anna.user.sendPhotos(files, { as: 'document' });
    await anna.user.waitFor(() => scene.avatars.inbox.length === 3);
    expect(await anna.botMessages()).to.deep.equal([]);
  });

  it('photos that cannot be passed on wait, and the user is told once', async () => {
    scene.avatars.failure = noConnection();
    await anna.user.sendPhotos(files, { as: 'document' });
    await anna.sees(anna.t('server-away'));
    scene.avatars.failure = undefined;
    await anna.user.waitFor(() => scene.avatars.inbox.length === 3);
    expect(new Set(scene.avatars.inbox.map(({ fileUniqueId: id }) => id))).to.have.property('size', 3);
    expect(await told()).to.have.length(1);
  });

  it('a waiting update is not confirmed: another process handles it', async () => {
    scene.avatars.failure = noConnection();
    await anna.user.sendPhotos(files, { as: 'document' });
    await anna.sees(anna.t('server-away'));
    await scene.stopBot();
    scene.avatars.failure = undefined;
    scene.startBot();
    await anna.user.waitFor(() => scene.avatars.inbox.length === 3);
  });

  it('a command is answered when it is back', async () => {
    let isAway = true;
    const page = scene.avatars.page.bind(scene.avatars);
    scene.avatars.page = (...asked) => (isAway ? Promise.reject(wrapped()) : page(...asked));
    await anna.user.say('/avatars');
    await anna.sees(anna.t('server-away'));
    isAway = false;
    await anna.sees(anna.t('gallery-empty'));
  });

  it('a defect of ours does not wait for a server: the user is told at once', async () => {
    scene.avatars.page = () => Promise.reject(new TypeError('broken'));
    await anna.user.say('/avatars');
    await anna.sees(anna.t('trouble'));
    expect(await told()).to.deep.equal([]);
  });
});
