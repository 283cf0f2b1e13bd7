import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { deletionWorkflowId } from '../../src/workflows/user-deletion/contract.ts';
import { keys } from '../../src/activities/lib/storage-keys.ts';
import { avatarRunIds } from '../../src/workflows/shared/avatar-runs.ts';
import { photoInboxWorkflowId } from '../../src/workflows/photo-inbox/contract.ts';
import { telegramUserIdKey } from '../../src/workflows/shared/search-attributes.ts';
import type { DeletionReceipt } from '../../src/domain/user/deletion.ts';
import { itInFull } from '../support/full.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

describe('deleting all data of a user', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
  });
  beforeEach(() =>
    aisha.fal('settings', {
      queueMs: 200,
      trainingMs: 1_000,
      outcome: 'ok',
      platform: { access: 'allowed', admin: true },
    }),
  );

  const statusIs = (person: Person, status: string) =>
    until(
      `an avatar in ${status}`,
      () => aisha.avatarsOf(person),
      (rows) => rows[0]?.status === status,
      60_000,
    );

  async function trained(person: Person, trainingType: 'portrait' | 'style' = 'portrait'): Promise<void> {
    await person.begins(trainingType, trainingType === 'style' ? 'style' : 'character');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
  }

  async function deletes(person: Person): Promise<void> {
    await person.user.say('/deletedata');
    await person.tap(person.t('button-delete-data-yes'));
    await person.reads(person.t('deletion-under-way').slice(0, 30));
  }

  /** Every row of every table about one of them, read directly. */
  async function rowsAbout(person: Person, avatarIds: readonly string[]): Promise<number> {
    const ids = avatarIds.map((id) => `'${id}'`).join(',');
    const [row] = await aisha.sql<{ rows: string }>(
      `select (select count(*) from users where telegram_id = ?)
            + (select count(*) from avatars where id in (${ids}))
            + (select count(*) from avatar_photos where avatar_id in (${ids}))
            + (select count(*) from trainings where avatar_id in (${ids}))
            + (select count(*) from previews where avatar_id in (${ids})) as rows`,
      [person.id],
    );
    return Number(row?.rows);
  }

  async function objectsOf(avatarIds: readonly string[]): Promise<string[]> {
    return (await Promise.all(avatarIds.map((id) => aisha.objectsOf(id)))).flat();
  }

  const receiptOf = (person: Person): Promise<DeletionReceipt> =>
    aisha.client.workflow.getHandle(deletionWorkflowId(person.id)).result();

  it('ends with a receipt, and leaves nothing in storage and rows, with one training done and one running', async () => {
    await aisha.replace('bot', { PREVIEW_PICTURES: '4' });
    const person = aisha.person('ru');
    await trained(person);
    await statusIs(person, 'completed');
    await person.reads(person.t('preview-made', { name: 'Анна' }));
    await aisha.replace('bot');
    await aisha.fal('settings', { trainingMs: 60_000 });
    await trained(person, 'style');
    await until(
      'the request',
      () => aisha.avatarOf(person),
      (row) => row.fal_request_id !== null,
    );
    const rows = await aisha.avatarsOf(person);
    const ids = rows.map(({ id }) => id);
    const requests = rows.map((row) => row.fal_request_id);
    expect(await objectsOf(ids)).to.have.length.above(2 * ENOUGH_PHOTOS);

    await person.user.say('/deletedata');
    const question = await person.reads(person.t('ask-delete-data', { avatars: 2, training: 'yes' }));
    await person.tap(person.t('button-delete-data-yes'));
    await person.reads(person.t('receipt-elsewhere'));
    expect(await objectsOf(ids)).to.deep.equal([]);
    expect(await rowsAbout(person, ids)).to.equal(0);

    const receipt = await receiptOf(person);
    expect(receipt).to.deep.include({ avatars: 2, photos: 2 * ENOUGH_PHOTOS, models: 1 });
    expect(receipt.bytes).to.be.above(100_000);
    // Two trainings, and four pictures.
    expect(receipt.atTrainer).to.deep.equal({ deleted: 6, left: 0, unknown: 0, models: 0 });
    await person.reads(
      person.t('receipt-counts', {
        avatars: 2,
        photos: 2 * ENOUGH_PHOTOS,
        models: 1,
        megabytes: Math.max(1, Math.round(receipt.bytes / 1e6)),
      }),
    );
    const submissions = (await aisha.submissions()).filter((one) => requests.includes(one.request_id));
    expect(submissions).to.have.length(2);
    for (const { input } of submissions) expect(input).to.deep.equal({});
    expect(submissions.map(({ cancelled_at: at }) => at === null)).to.deep.equal([true, false]);
    const { messages } = await person.user.chat();
    const labels = messages
      .find(({ id }) => id === question.id)
      ?.buttons.flat()
      .map(({ label }) => label);
    expect(labels).to.deep.equal([person.t('button-privacy')]);

    const query = `${telegramUserIdKey.name} = '${person.id}'`;
    await until(
      'all histories but that of the deletion to be gone',
      async () => {
        const left: string[] = [];
        for await (const { workflowId } of aisha.client.workflow.list({ query })) left.push(workflowId);
        return left;
      },
      (left) => left.length === 1 && left[0] === deletionWorkflowId(person.id),
      60_000,
    );
    await person.user.say('/start');
    await person.reads(person.t('start-welcome', { min: ENOUGH_PHOTOS, max: 20 }).slice(0, 40));
    await person.user.say('/avatars');
    await person.reads(person.t('gallery-empty'));

    const history = historyToJSON(await aisha.client.workflow.getHandle(deletionWorkflowId(person.id)).fetchHistory());
    const payloads = [...history.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) => Buffer.from(data, 'base64'));
    expect(payloads.join('\n')).to.not.match(/https?:|Анна|photos\/file/);
  }).timeout(120_000);

  it('accepts nothing new meanwhile, and says so', async () => {
    await aisha.fal('settings', { trainingMs: 60_000 });
    const person = aisha.person('en');
    await trained(person);
    await until(
      'the request',
      () => aisha.avatarOf(person),
      (row) => row.fal_request_id !== null,
    );
    const { id } = await aisha.avatarOf(person);
    // The deletion waits for FAL's answer to its request.
    await aisha.fal('faults', { endpoint: 'platform', count: 3, kind: 503 });
    await deletes(person);
    await until(
      'the mark',
      () => aisha.sql('select 1 from deletions where telegram_id = ?', [person.id]),
      (rows) => rows.length > 0,
    );
    const before = (await person.user.chat()).messages.length;
    await person.user.say('/start');
    await person.user.say('/new');
    await person.user.sendPhotos(photos, { album: true });
    await person.sees('three answers', ({ messages }) => {
      const said = messages.slice(before).filter(({ from }) => from === 'bot');
      return said.filter(({ text }) => text === person.t('deletion-under-way')).length === 3;
    });
    await person.reads(person.t('receipt-elsewhere'));
    expect(await rowsAbout(person, [id])).to.equal(0);
    expect(await objectsOf([id])).to.deep.equal([]);
  }).timeout(120_000);

  itInFull('ends with the same receipt when the worker is killed repeatedly', async () => {
    const person = aisha.person('ru');
    await trained(person);
    await statusIs(person, 'completed');
    const { id } = await aisha.avatarOf(person);
    await deletes(person);
    await aisha.replace('worker');
    await aisha.replace('worker');
    await person.reads(person.t('receipt-elsewhere'));
    expect(await receiptOf(person)).to.deep.include({ avatars: 1, photos: ENOUGH_PHOTOS, models: 1 });
    expect(await rowsAbout(person, [id])).to.equal(0);
    expect(await objectsOf([id])).to.deep.equal([]);
  }).timeout(180_000);

  itInFull('is done, even if the user cannot be told, and FAL does not delete', async () => {
    await aisha.fal('settings', { platform: { admin: false } });
    const person = aisha.person('en');
    await trained(person);
    await statusIs(person, 'completed');
    const { id } = await aisha.avatarOf(person);
    await deletes(person);
    await person.user.block();
    const receipt = await receiptOf(person);
    expect(receipt.atTrainer).to.deep.equal({ deleted: 0, left: 1, unknown: 0, models: 0 });
    expect(await rowsAbout(person, [id])).to.equal(0);
    expect(await objectsOf([id])).to.deep.equal([]);
  }).timeout(120_000);

  it('answers a user without data that nothing is kept', async () => {
    const person = aisha.person('en');
    await person.user.say('/start');
    await deletes(person);
    await person.reads(person.t('receipt-nothing'));
  }).timeout(60_000);

  it('deletes what existed when it was confirmed, and nothing that starts afterwards', async () => {
    const another = (await portraits(ENOUGH_PHOTOS + 1)).slice(ENOUGH_PHOTOS);
    const people = [1, 2, 3].map(() => aisha.person('en'));
    for (const person of people) {
      await person.user.sendPhotos(photos, { album: true });
      await person.reads('📸');
      await person.user.say('/deletedata');
      await person.tap(person.t('button-delete-data-yes'));
      const inbox = aisha.client.workflow.getHandle(photoInboxWorkflowId(person.id));
      await until(
        'the end of the inbox',
        () => inbox.describe(),
        ({ status }) => status.name !== 'RUNNING',
      );
      await person.user.sendPhotos(another);
      await person.reads(person.t('receipt-elsewhere'));
      await receiptOf(person);
    }
    await Promise.all(people.map((person) => trained(person)));
    for (const person of people) {
      await statusIs(person, 'completed');
      expect(await aisha.avatarsOf(person)).to.have.length(1);
      const { messages } = await person.user.chat();
      const receipts = messages.filter((message) => textOf(message).includes(person.t('receipt-elsewhere')));
      expect(receipts).to.have.length(1);
      const { status } = await aisha.client.workflow.getHandle(deletionWorkflowId(person.id)).describe();
      expect(status.name).to.equal('COMPLETED');
    }
  }).timeout(180_000);

  describe('whose rows are lost', () => {
    async function losesRows({ id }: Person): Promise<void> {
      await aisha.sql('delete from avatars where user_id in (select id from users where telegram_id = ?)', [id]);
      await aisha.sql('delete from users where telegram_id = ?', [id]);
      await aisha.sql('delete from trainer_requests where telegram_id = ?', [id]);
    }
    const owned = async (person: Person) => {
      const found: string[] = [];
      const prefix = keys.ownedBy(person.id);
      for await (const { name } of aisha.minio().listObjectsV2(aisha.bucket, prefix, true)) found.push(name as string);
      return found;
    };

    it('deletes at FAL what its runs know', async () => {
      const person = aisha.person('en');
      await trained(person);
      await statusIs(person, 'completed');
      const { id } = await aisha.avatarOf(person);
      await losesRows(person);
      await deletes(person);
      await person.reads(person.t('receipt-elsewhere'));
      const receipt = await receiptOf(person);
      expect(receipt).to.deep.include({ avatars: 1, photos: ENOUGH_PHOTOS, models: 1 });
      expect(receipt.atTrainer).to.deep.equal({ deleted: 1, left: 0, unknown: 0, models: 0 });
      expect([...(await aisha.objectsOf(id)), ...(await owned(person))]).to.deep.equal([]);
    }).timeout(120_000);

    it('finds stored objects even without runs, and says what is unknown', async () => {
      const person = aisha.person('en');
      await trained(person);
      await statusIs(person, 'completed');
      const { id } = await aisha.avatarOf(person);
      await losesRows(person);
      const { workflow, workflowService, options } = aisha.client;
      for (const workflowId of avatarRunIds(id)) {
        const run = workflow.getHandle(workflowId);
        const isThere = () =>
          run.describe().then(
            () => true,
            () => false,
          );
        await run.terminate().catch(() => undefined);
        await until(
          `${workflowId} to be forgotten`,
          async () => {
            const workflowExecution = { workflowId };
            const { namespace } = options;
            await workflowService.deleteWorkflowExecution({ namespace, workflowExecution }).catch(() => undefined);
            return isThere();
          },
          (found) => !found,
          60_000,
        );
      }
      expect(await owned(person)).to.deep.equal([keys.owner(person.id, id)]);
      await deletes(person);
      await person.reads(person.t('receipt-elsewhere'));
      const receipt = await receiptOf(person);
      expect(receipt).to.deep.include({ avatars: 1, photos: ENOUGH_PHOTOS, models: 1 });
      expect(receipt.atTrainer.unknown).to.equal(1);
      expect([...(await aisha.objectsOf(id)), ...(await owned(person))]).to.deep.equal([]);
    }).timeout(180_000);
  });

  it('says beforehand what is kept, and for how long', async () => {
    const person = aisha.person('ru');
    await person.user.say('/privacy');
    await person.reads(person.t('span-days', { count: 2 }));
    await person.tap(person.t('button-delete-data'));
    await person.tap(person.t('button-keep-data'));
    await person.reads(person.t('privacy-faces'));
  });
});
