import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect } from 'chai';
import sharp from 'sharp';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf, type MessageView } from '../../emulators/telegram/client.ts';
import type { TrainingType } from '../../src/domain/avatar/avatar.ts';
import { previewPrompts } from '../../src/domain/pictures/prompts.ts';
import { previewWorkflowId } from '../../src/workflows/pictures/contract.ts';
import { itInFull, sampled } from '../support/full.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product, type Submission } from '../support/product.ts';
import { until } from '../support/until.ts';

const painters = ['fal-ai/flux-lora', 'fal-ai/flux-pro/v1.1-ultra-finetuned'];
const refused = { status: 422, detail: [{ loc: ['body', 'prompt'], msg: 'no', type: 'value_error' }] };

describe('the first pictures', () => {
  let aisha: Product;
  let photos: File[];
  let begun: number;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
    await aisha.replace('bot', { PREVIEW_PICTURES: '4' });
  });
  after(() => aisha.replace('bot'));
  beforeEach(async () => {
    begun = (await aisha.submissions()).length;
    await aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, inferenceMs: 300, outcome: 'ok', nsfw: false });
  });
  after(() => aisha.fal('settings', { inferenceMs: 1_000, outcome: 'ok', nsfw: false }));

  const submissions = async () => (await aisha.submissions()).slice(begun);
  const drawn = async (): Promise<Submission[]> =>
    (await submissions()).filter(({ endpoint }) => painters.includes(endpoint));
  const submitted = (what: string, holds: (made: Submission[]) => boolean) => until(what, submissions, holds, 60_000);

  /** An avatar in training. */
  async function training(trainingType: TrainingType = 'portrait'): Promise<Person> {
    const person = aisha.person('en');
    await person.begins(trainingType, trainingType === 'style' ? 'style' : 'character');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    return person;
  }
  const made = (person: Person) => person.reads(person.t('news-completed', { name: 'Ann' }));
  const albumOf = async (person: Person): Promise<MessageView[]> =>
    (await person.user.chat()).messages.filter(({ from, album_id: id }) => from === 'bot' && id !== undefined);
  async function album(person: Person): Promise<MessageView[]> {
    await person.reads(person.t('preview-made', { name: 'Ann' }));
    return albumOf(person);
  }

  for (const trainingType of sampled(['portrait', 'style'] as const, 2)) {
    it(`come as an album of four after the news, each paid once: ${trainingType}`, async () => {
      const person = await training(trainingType);
      const news = await made(person);
      expect(textOf(news)).to.include(person.t('news-pictures-follow'));
      const pictures = await album(person);
      expect(pictures).to.have.length(4);
      expect(new Set(pictures.map(({ album_id }) => album_id))).to.have.property('size', 1);
      expect(pictures[0]?.id).to.be.above(news.id);

      const row = await aisha.avatarOf(person);
      expect(row.status).to.equal('completed');
      const made4 = await drawn();
      const prompts = previewPrompts(trainingType === 'style' ? 'style' : 'character', 'female').slice(0, 4);
      expect(made4.map(({ input }) => input['prompt'])).to.have.members(prompts);
      expect(made4).to.have.length(4);
      const keys = (await aisha.objectsOf(row.id)).filter((key) => key.includes('/previews/'));
      expect(keys).to.deep.equal([1, 2, 3, 4].map((number) => `avatars/${row.id}/previews/${number}.jpg`));
      expect(await sharp(await aisha.bytesOf(keys[0] ?? '')).metadata()).to.have.property('format', 'jpeg');
      const rows = await aisha.sql<Record<string, unknown>>('select * from previews where avatar_id = ?', [row.id]);
      expect(rows.map(({ outcome, paid_tries }) => [outcome, paid_tries])).to.deep.equal(
        [1, 2, 3, 4].map(() => ['stored', 1]),
      );

      // A second request sends them again without another payment.
      await person.user.say('/avatars');
      await person.tap(
        person.t('gallery-item', { icon: person.t('status-icon', { value: 'completed' }), name: 'Ann' }),
      );
      await person.tap(person.t('button-preview'));
      await until(
        'a second album',
        () => albumOf(person),
        (all) => all.length === 8,
      );
      expect(await drawn()).to.have.length(4);
    }).timeout(90_000);
  }

  it('leave no address in history, in logs or, when they are made, in the rows', async () => {
    const person = await training();
    await album(person);
    const { id } = await aisha.avatarOf(person);
    const history = historyToJSON(await aisha.client.workflow.getHandle(previewWorkflowId(id)).fetchHistory());
    const texts = [...history.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(texts.join('\n'))
      .to.include(id)
      .and.not.match(/https?:|\.safetensors|AISHA|Ann\b/);
    expect(aisha.lines.join('\n')).to.not.match(/files\/results|weights\.safetensors|AISHA/);
    const [row] = await aisha.sql<Record<string, unknown>>('select * from avatars where id = ?', [id]);
    expect(row).to.include({ weights_url: null, weights_url_until: null, inference_endpoint: 'fal-ai/flux-lora' });
  }).timeout(60_000);

  itInFull('that FAL marks as unsafe are neither kept nor sent', async () => {
    await aisha.fal('settings', { nsfw: 'coffee' });
    const person = await training();
    const pictures = await album(person);
    expect(pictures).to.have.length(3);
    expect(textOf(pictures[0])).to.include(person.t('preview-missing', { made: 3, wanted: 4 }));
    const { id } = await aisha.avatarOf(person);
    const keys = (await aisha.objectsOf(id)).filter((key) => key.includes('/previews/'));
    expect(keys.map((key) => key.at(-5))).to.deep.equal(['1', '2', '4']);
  }).timeout(60_000);

  it('that fail leave the avatar completed, and are made by a tap later', async () => {
    const person = await training();
    await submitted('the training', (all) => all.length === 1);
    await aisha.fal('settings', { outcome: refused });
    await made(person);
    const none = await person.reads(person.t('preview-none', { name: 'Ann' }));
    expect(none.buttons.flat().map(({ label }) => label)).to.include(person.t('button-preview'));
    expect(await aisha.avatarOf(person)).to.include({ status: 'completed', training_progress: 100 });
    expect(await albumOf(person)).to.deep.equal([]);
    await aisha.fal('settings', { outcome: 'ok' });
    await person.tap(person.t('button-preview'));
    expect(await album(person)).to.have.length(4);
    expect((await person.user.chat()).unanswered_callbacks).to.deep.equal([]);
  }).timeout(90_000);

  it('whose submission was lost are not paid twice automatically, only when requested again', async () => {
    const person = await training();
    await submitted('the training', (all) => all.length === 1);
    await aisha.fal('faults', { endpoint: 'fal-ai/flux-lora', count: 1, kind: 'reset-after-accepting' });
    expect(await album(person)).to.have.length(3);
    expect(await drawn()).to.have.length(4);
    await person.tap(person.t('button-show'));
    await person.tap(person.t('button-preview'));
    await until(
      'all four',
      () => albumOf(person),
      (all) => all.length === 7,
    );
    expect(await drawn()).to.have.length(5);
  }).timeout(90_000);

  itInFull('that are being made are deleted with their avatar, and FAL is told', async () => {
    const person = await training();
    await submitted('the training', (all) => all.length === 1);
    await aisha.fal('settings', { inferenceMs: 120_000 });
    await submitted('the pictures', (all) => all.length === 5);
    const { id } = await aisha.avatarOf(person);
    await person.tap(person.t('button-show'));
    await person.tap(person.t('button-delete'));
    await person.tap(person.t('button-delete-yes'));
    await person.reads(person.t('deleted', { name: 'Ann' }));
    await submitted('the stop', (all) => all.slice(1).every((one) => Boolean(one.cancelled_at)));
    const run = aisha.client.workflow.getHandle(previewWorkflowId(id));
    await until(
      'the end of the run',
      () => run.describe(),
      ({ status }) => status.name === 'CANCELLED',
    );
    expect(await aisha.sql('select * from previews where avatar_id = ?', [id])).to.deep.equal([]);
    expect(await aisha.objectsOf(id)).to.deep.equal([]);
    expect(await albumOf(person)).to.deep.equal([]);
  }).timeout(90_000);

  it('are not made for an avatar with damaged weights, and none is announced', async () => {
    await aisha.fal('settings', { outcome: 'broken-weights' });
    const person = await training();
    await person.reads(person.t('failure', { why: 'result_damaged' }));
    const row = await until(
      'the end',
      () => aisha.avatarOf(person),
      ({ status }) => status === 'error',
    );
    expect(row).to.include({ failure_reason: 'result_damaged', weights_key: null, weights_sha256: null });
    expect(await aisha.objectsOf(row.id)).to.satisfy((keys: string[]) =>
      keys.every((key) => /photos|training/.test(key)),
    );
    expect(await person.heard()).to.not.include(person.t('news-completed', { name: 'Ann' }));
    expect(await drawn()).to.deep.equal([]);
  }).timeout(90_000);
});
