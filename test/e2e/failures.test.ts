import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { sampled } from '../support/full.ts';
import {
  ENOUGH_PHOTOS,
  product,
  type AvatarRow,
  type Person,
  type Product,
  type Submission,
} from '../support/product.ts';
import { until } from '../support/until.ts';

const EXHAUSTED = 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing';

describe('a failed training, and the configured trainer', () => {
  let aisha: Product;
  let photos: readonly File[];
  let earlier: number;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS + 2);
  });
  beforeEach(async () => {
    await aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' });
    earlier = (await aisha.submissions()).length;
  });
  afterEach(() => aisha.fal('settings', { outcome: 'ok', namesImages: 'msg' }));

  const made = async (): Promise<Submission[]> => (await aisha.submissions()).slice(earlier);
  const rowIs = (person: Person, status: string): Promise<AvatarRow> =>
    until(
      status,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
      60_000,
    );
  async function starts(count: number): Promise<Person> {
    const person = aisha.person('ru');
    await person.begins('portrait');
    await person.user.sendPhotos(photos.slice(0, count), { album: true });
    await until(
      'all valid',
      () => aisha.avatarOf(person),
      (row) => row.status === 'ready' && row.photos_count === count,
      60_000,
    );
    await person.starts();
    return person;
  }

  it('shows the photos that FAL names, and trains without them by one tap', async () => {
    const count = ENOUGH_PHOTOS + 2;
    await aisha.fal('settings', {
      outcome: { type: 'face_detection_error', images: [1, count - 1] },
      namesImages: 'msg',
    });
    const person = await starts(count);
    const { id, failure_reason: why } = await rowIs(person, 'error');
    expect(why).to.equal('photos_rejected');
    const { failurePhotos } = await aisha.stateOf(id);
    expect(failurePhotos?.by).to.equal('trainer');
    // The archive is in the order of the numbers, which is the order of arrival: all were accepted.
    expect(failurePhotos?.numbers).to.deep.equal([2, count]);
    await person.reads(person.t('failure-photos', { count: 2, numbers: `2, ${count}`, more: 0 }));
    await aisha.fal('settings', { outcome: 'ok' });
    await person.tap(person.t('button-retry-without'));
    expect((await rowIs(person, 'completed')).photos_count).to.equal(ENOUGH_PHOTOS);
    expect((await made()).map(({ archive }) => archive?.images)).to.deep.equal([count, ENOUGH_PHOTOS]);
  }).timeout(180_000);

  it('asks for other photos when too few are left, and trains when they have come', async () => {
    await aisha.fal('settings', { outcome: { type: 'image_load_error', images: [0] }, namesImages: 'ctx' });
    const person = await starts(ENOUGH_PHOTOS);
    await rowIs(person, 'error');
    await aisha.fal('settings', { outcome: 'ok' });
    await person.tap(person.t('button-retry-without'));
    await person.reads(person.t('card-missing', { missing: 1 }));
    await rowIs(person, 'uploading');
    await person.user.sendPhotos(photos.slice(ENOUGH_PHOTOS, ENOUGH_PHOTOS + 1));
    await rowIs(person, 'ready');
    expect(await made()).to.have.length(1);
    await person.starts();
    await rowIs(person, 'completed');
    expect(await made()).to.have.length(2);
  }).timeout(180_000);

  for (const where of sampled(['submit', 'initiate'], 2)) {
    it(`alerts an operator when the account has no money left, at ${where}, and loses nothing`, async () => {
      const lines = aisha.lines.length;
      await aisha.fal('faults', { endpoint: where, count: 1, kind: 403, detail: EXHAUSTED });
      const person = await starts(ENOUGH_PHOTOS);
      const { id, failure_reason: why } = await rowIs(person, 'error');
      expect(why).to.equal('trainer_account');
      await person.reads(person.t('failure', { why: 'trainer_account' }));
      expect(await person.heard()).to.not.match(/balance|locked|fal\.ai/i);
      expect(await made()).to.deep.equal([]);
      const alert = await until(
        'the log',
        async () => aisha.lines.slice(lines).filter((line) => line.includes('an operator is needed')),
        (found) => found.length > 0,
      );
      expect(alert[0]).to.contain(avatarWorkflowId(id)).and.contain('Exhausted balance').and.contain('trainer_account');
      expect(alert[0]).to.match(/"level":(50|"error")/);
      await person.tap(person.t('button-retry'));
      await rowIs(person, 'completed');
      expect(await made()).to.have.length(1);
    }).timeout(180_000);
  }

  describe('with styles made by flux-lora-fast', () => {
    before(async function () {
      this.timeout(120_000);
      await aisha.replace('bot', { TRAINER_STYLE: 'flux-lora-fast', TRAINING_PRESET: 'quality' });
    });
    after(async function () {
      this.timeout(120_000);
      await aisha.replace('bot');
    });

    it('trains a style with it, and keeps it when the configuration changes meanwhile', async () => {
      await aisha.fal('settings', { outcome: 'no-weights' });
      const person = aisha.person('en');
      await person.begins('style', 'style');
      await person.user.sendPhotos(photos.slice(0, ENOUGH_PHOTOS), { album: true });
      await person.starts();
      await rowIs(person, 'error');
      await aisha.replace('bot', { TRAINER_STYLE: 'flux-pro' });
      await aisha.fal('settings', { outcome: 'ok' });
      await person.tap(person.t('button-retry'));
      const row = await rowIs(person, 'completed');
      expect(row.weights_key).to.be.a('string');
      expect(row.finetune_id).to.equal(null);
      const submissions = await made();
      expect(submissions).to.have.length(2);
      for (const { endpoint, input } of submissions) {
        expect(endpoint).to.equal('fal-ai/flux-lora-fast-training');
        expect(input).to.include({ is_style: true, create_masks: false, steps: 2000 });
      }
      const [kept] = await aisha.sql<Record<string, unknown>>(
        'select training_config, fal_mode, fal_endpoint from avatars where id = ?',
        [row.id],
      );
      expect(kept).to.deep.equal({
        training_config: {
          trainer: 'flux-lora-fast',
          preset: 'quality',
          is_style: true,
          create_masks: false,
          steps: 2000,
          trigger_word: 'AISHA',
        },
        fal_mode: 'test',
        fal_endpoint: 'fal-ai/flux-lora-fast-training',
      });
    }).timeout(180_000);
  });
});
