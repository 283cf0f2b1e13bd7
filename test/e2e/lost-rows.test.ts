import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** Source: postgresql.org/docs/current/errcodes-appendix.html */
const DEADLOCK_DETECTED = '40P01';

describe('an avatar whose rows are lost beneath its run', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS + 1);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' }));

  /** As after the restore of a database from before the user came. */
  async function loseRows({ id }: Person): Promise<void> {
    await deleted('delete from avatars where user_id in (select id from users where telegram_id = ?)', id);
    await deleted('delete from users where telegram_id = ?', id);
    await deleted('delete from trainer_requests where telegram_id = ?', id);
  }

  /** The worker writes the same rows in its own order: on a deadlock PostgreSQL ends one transaction, which is repeated. */
  async function deleted(sql: string, id: number): Promise<void> {
    try {
      await aisha.sql(sql, [id]);
    } catch (error) {
      if ((error as { code?: string }).code !== DEADLOCK_DETECTED) throw error;
      await deleted(sql, id);
    }
  }
  const rowIs = (person: Person, status: string) =>
    until(
      `a row in ${status}`,
      () => aisha.avatarsOf(person),
      ([row]) => row?.status === status,
    );
  const photosOf = async (person: Person) =>
    (
      await aisha.sql<{ number: number }>(
        `select p.number from avatar_photos p join users u on u.id = p.user_id
          where u.telegram_id = ? and p.validation_status = 'valid' order by p.number`,
        [person.id],
      )
    ).map(({ number }) => number);
  /** They are measured again in the background. */
  const hasAllPhotos = (person: Person) =>
    until(
      'rows of all photos',
      () => photosOf(person),
      (found) => found.join() === photos.map((_, index) => index + 1).join(),
      60_000,
    );

  async function hasReadNoRussian({ user }: Person): Promise<void> {
    const { messages, toasts } = await user.chat();
    const heard = [...messages.filter(({ from }) => from === 'bot').map(textOf), ...toasts.map(({ text }) => text)];
    expect(heard.filter((text) => /\p{Script=Cyrillic}/u.test(text))).to.deep.equal([]);
  }

  async function ready(): Promise<Person> {
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await rowIs(person, 'ready');
    return person;
  }

  it('goes on as a draft: its next tap restores the row, photos and the name', async () => {
    const person = aisha.person('en');
    await person.begins('portrait');
    await loseRows(person);
    await person.tap(person.t('button-rename'));
    await person.reads(person.t('ask-name', { name: 'Ann' }));
    await person.user.say('Bea');
    await person.user.sendPhotos(photos.slice(0, 2));
    const [row] = await rowIs(person, 'uploading');
    expect(row?.name).to.equal('Bea');
    await until(
      'its photos',
      () => photosOf(person),
      (found) => found.length === 2,
    );
    await hasReadNoRussian(person);
  }).timeout(120_000);

  it('goes on while photos come, and keeps those it has', async () => {
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos.slice(0, 2), { album: true });
    // Its run has nothing more to write by itself.
    await until(
      'two photos',
      () => aisha.avatarsOf(person),
      ([row]) => row?.photos_count === 2,
    );
    await loseRows(person);
    // No row tells their avatar: they wait.
    await person.user.sendPhotos(photos.slice(2), { album: true });
    await person.reads(person.t('news-photos_without_avatar', { count: photos.length - 2 }));
    await person.tap(person.t('button-photos'));
    await rowIs(person, 'ready');
    await hasAllPhotos(person);
    await hasReadNoRussian(person);
  }).timeout(120_000);

  it('is trained on all its photos, and paid once, when the rows are lost before the start', async () => {
    const person = await ready();
    const { id } = await aisha.avatarOf(person);
    const before = (await aisha.submissions()).length;
    await loseRows(person);
    await person.starts();
    await rowIs(person, 'completed');
    await hasAllPhotos(person);
    const made = (await aisha.submissions()).slice(before);
    expect(made.map(({ archive }) => archive?.images)).to.deep.equal([photos.length]);
    expect(await aisha.objectsOf(id)).to.include(`avatars/${id}/weights.safetensors`);
    await person.reads(person.t('news-completed', { name: 'Ann' }));
    await hasReadNoRussian(person);
  }).timeout(120_000);

  it('is completed, and paid once, when the rows are lost during the training', async () => {
    await aisha.fal('settings', { trainingMs: 4_000 });
    const person = await ready();
    const before = (await aisha.submissions()).length;
    await person.starts();
    await until(
      'the request in the row',
      () => aisha.avatarOf(person),
      (row) => row.fal_request_id !== null,
    );
    await loseRows(person);
    const [row] = await rowIs(person, 'completed');
    const made = (await aisha.submissions()).slice(before);
    expect(made.map(({ request_id: request }) => request)).to.deep.equal([row?.fal_request_id]);
    expect(row?.weights_sha256).to.match(/^[\da-f]{64}$/);
    await hasAllPhotos(person);
    const requests = await aisha.sql('select 1 from trainer_requests where telegram_id = ? and request_id = ?', [
      person.id,
      row?.fal_request_id,
    ]);
    expect(requests).to.have.length(1);
    await hasReadNoRussian(person);
  }).timeout(120_000);

  it('is not restored while all data of its user are being deleted', async () => {
    const person = await ready();
    const { id } = await aisha.avatarOf(person);
    await loseRows(person);
    await person.user.say('/deletedata');
    await person.tap(person.t('button-delete-data-yes'));
    await person.reads('All your data is deleted');
    expect(await aisha.avatarsOf(person)).to.deep.equal([]);
    expect(await aisha.objectsOf(id)).to.deep.equal([]);
  }).timeout(120_000);
});
