import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { deletionWorkflowId } from '../../src/workflows/user-deletion/contract.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

const OUTAGE_MS = 600_000;

describe('while FAL does not give the result of a training', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_000, outcome: 'ok' }));
  afterEach(() => aisha.falIsWell());

  /** A user whose training has ended, while FAL answers 503 for the result. */
  async function waits(): Promise<{ person: Person; id: string }> {
    await aisha.fal('faults', { endpoint: 'result', kind: 503, forMs: OUTAGE_MS });
    const person = aisha.person('ru');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    const { id } = await until(
      'a training',
      () => aisha.avatarOf(person),
      (row) => row.status === 'training',
      60_000,
    );
    await until(
      'the result is asked for in vain',
      () => aisha.client.workflow.getHandle(avatarWorkflowId(id)).describe(),
      ({ raw }) =>
        raw.pendingActivities?.some(
          ({ activityType, attempt }) => activityType?.name === 'takeResult' && (attempt ?? 0) > 1,
        ) === true,
      60_000,
    );
    return { person, id };
  }
  const submissionsOf = async (id: string) =>
    (await aisha.sql<{ n: string }>('select count(request_id) as n from trainings where avatar_id = ?', [id]))[0]?.n;

  it('a user who cancels gets the paid result once it can be fetched, and nothing is paid again', async () => {
    const { person, id } = await waits();
    await aisha.client.workflow.getHandle(avatarWorkflowId(id)).cancel();
    await aisha.falIsWell();
    const row = await until(
      'an end',
      () => aisha.avatarOf(person),
      ({ status }) => status === 'cancelled' || status === 'completed',
      60_000,
    );
    expect(row.status, 'what can be taken after all is kept').to.equal('completed');
    expect(await submissionsOf(id)).to.equal('1');
  }).timeout(180_000);

  it('a user who deletes all data gets the receipt, and nothing is stored or sent when FAL is back', async () => {
    const { person, id } = await waits();
    await person.user.say('/deletedata');
    await person.tap(person.t('button-delete-data-yes'));
    await person.reads(person.t('deletion-under-way').slice(0, 30));
    await aisha.client.workflow.getHandle(deletionWorkflowId(person.id)).result();
    await aisha.falIsWell();
    expect(await aisha.objectsOf(id)).to.deep.equal([]);
    expect(await aisha.avatarsOf(person)).to.deep.equal([]);
    expect(await person.heard()).not.to.contain(person.t('news-completed-anyway', { name: 'Анна' }).slice(0, 20));
  }).timeout(180_000);
});
