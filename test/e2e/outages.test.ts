import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { describeInFull, inFull } from '../support/full.ts';
import { OwnServer } from '../support/own-server.ts';
import { Product, type Person } from '../support/product.ts';
import { until } from '../support/until.ts';

const PHOTOS = inFull(12, 4);

describe('while a server is down', () => {
  let postgres: OwnServer;
  let temporal: OwnServer;
  let aisha: Product;
  let photos: File[];

  before(async function () {
    this.timeout(240_000);
    [postgres, temporal] = await Promise.all([OwnServer.start('postgres'), OwnServer.start('temporal')]);
    aisha = await Product.start({ ...postgres.env, ...temporal.env });
    photos = await portraits(PHOTOS);
  });
  after(async function () {
    this.timeout(60_000);
    await aisha?.stop();
    await Promise.all([postgres, temporal].map((server) => server?.end()));
  });

  const isTold = (person: Person) => person.reads(person.t('server-away'));
  const timesTold = async (person: Person) =>
    (await person.user.chat()).messages.filter((message) => textOf(message).includes(person.t('server-away'))).length;
  const sends = (person: Person) => person.user.sendPhotos(photos, { as: 'document' });
  /** Every photo is accepted, and the avatar has the name its owner typed. */
  const isDone = (person: Person, name: string) =>
    until(
      `${PHOTOS} photos and the name ${name}`,
      async () => (await aisha.avatarsOf(person)).map((row) => ({ name: row.name, photos: row.photos_count })),
      ([row]) => row?.name === name && row.photos === PHOTOS,
      120_000,
    );

  it('PostgreSQL: photos and a name are sent once, and the user is told once', async () => {
    const person = aisha.person('ru');
    await person.begins('portrait');
    await postgres.goAway();
    await person.user.say('Белка');
    await sends(person);
    await isTold(person);
    await postgres.comeBack();
    await isDone(person, 'Белка');
    expect(await timesTold(person)).to.equal(1);
  }).timeout(240_000);

  it('Temporal: photos, a name and a tap are sent once, and the user is told once', async () => {
    const [person, other] = [aisha.person('ru'), aisha.person('en')];
    await person.begins('portrait');
    await other.begins('portrait');
    await other.user.say('/cancel');
    await other.sees('the question', ({ messages }) =>
      messages.some(({ buttons }) => buttons.flat().some(({ label }) => label === other.t('button-cancel-yes'))),
    );
    await temporal.goAway();
    await person.user.say('Белка');
    await sends(person);
    await other.tap(other.t('button-cancel-yes'));
    await Promise.all([person, other].map(isTold));
    await temporal.comeBack();
    await isDone(person, 'Белка');
    await until(
      'a cancelled avatar',
      () => aisha.avatarOf(other),
      ({ status }) => status === 'cancelled',
      60_000,
    );
    expect(await Promise.all([person, other].map(timesTold))).to.deep.equal([1, 1]);
  }).timeout(240_000);

  it('no worker: an avatar, its name and its photos are sent once, and the user is told once', async () => {
    const person = aisha.person('ru');
    await aisha.kill('worker');
    await command(person);
    await aisha.begin('worker');
    await isDone(person, 'Белка');
    expect(await timesTold(person)).to.equal(1);
  }).timeout(240_000);

  describeInFull('and the bot is killed meanwhile', () => {
    it('Temporal: nothing that was sent is lost', async () => {
      const person = aisha.person('ru');
      await person.begins('portrait');
      await person.user.say('/cancel');
      await person.sees('the question', ({ messages }) =>
        messages.some(({ buttons }) => buttons.flat().some(({ label }) => label === person.t('button-cancel-yes'))),
      );
      await temporal.goAway();
      await person.tap(person.t('button-cancel-yes'));
      await isTold(person);
      await aisha.kill('bot');
      await temporal.comeBack();
      await aisha.begin('bot');
      await until(
        'a cancelled avatar',
        () => aisha.avatarOf(person),
        ({ status }) => status === 'cancelled',
        60_000,
      );
    }).timeout(240_000);

    it('no worker: nothing that was sent is lost', async () => {
      const person = aisha.person('ru');
      await aisha.kill('worker');
      await command(person);
      await aisha.replace('bot');
      await aisha.begin('worker');
      await isDone(person, 'Белка');
    }).timeout(240_000);
  });

  /** An avatar, its name and its photos, while nobody carries out commands. */
  async function command(person: Person): Promise<void> {
    await person.user.say('/new');
    await person.tap(person.t('avatar-type', { value: 'character' }));
    await person.tap(person.t('gender', { value: 'female' }));
    await person.tap(person.t('training-type', { value: 'portrait' }));
    await isTold(person);
    await person.user.say('Белка');
    await sends(person);
  }
});
