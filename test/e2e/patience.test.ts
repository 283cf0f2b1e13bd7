import { withReport } from '../../src/domain/avatar/state.ts';
import type { TrainingReport } from '../../src/domain/training/watch.ts';
import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { avatarWorkflowId, extendWait } from '../../src/workflows/avatar/contract.ts';
import { itInFull } from '../support/full.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** The emulator's defaults. */
const usual = { queueMs: 200, trainingMs: 1_500, outcome: 'ok', stuck: 'no', ignoreCancel: false, logs: true };

describe('a training that does not go as planned', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(180_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
    await aisha.replace('bot', { TRAINING_QUEUE_LIMIT: '2s', TRAINING_SILENCE: '1s', TRAINING_CANCEL_GRACE: '30s' });
  });
  afterEach(() => aisha.fal('settings', usual));
  after(() => aisha.replace('bot'));

  /** A user who has started a training, known to FAL. */
  async function training(settings: Partial<typeof usual>): Promise<Person> {
    await aisha.fal('settings', { ...usual, ...settings });
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    await until(
      'the request',
      () => aisha.avatarOf(person),
      (row) => row.fal_request_id !== null,
      60_000,
    );
    return person;
  }

  const rowIs = (person: Person, status: string) =>
    until(
      `a row in ${status}`,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
      60_000,
    );
  async function attention(person: Person, value: string): Promise<void> {
    const { id } = await aisha.avatarOf(person);
    const query = `WorkflowId = '${avatarWorkflowId(id)}' AND AvatarAttention = '${value}'`;
    await until(
      `attention ${value}`,
      () => aisha.client.workflow.count(query),
      ({ count }) => count === 1,
    );
  }
  async function cancels(person: Person): Promise<void> {
    await person.tap(person.t('button-cancel'));
    await person.tap(person.t('button-cancel-yes'));
  }
  const submissionOf = async (person: Person) => {
    const { fal_request_id: id } = await aisha.avatarOf(person);
    return (await aisha.submissions()).find(({ request_id }) => request_id === id);
  };

  it('shows the same progress in row, query and card, from the logs, and never goes back', async () => {
    const person = await training({ trainingMs: 8_000 });
    const { id } = await aisha.avatarOf(person);
    const stateOf = async () => {
      const view = await aisha.stateOf(id);
      // Progress is told to the row only: who shows the avatar adds it.
      const query = 'select last_report from trainings where request_id = ?';
      const [known] = await aisha.sql<{ last_report: TrainingReport | null }>(query, [view.requestId ?? '']);
      return withReport(view, known?.last_report ?? null);
    };
    const seen: { query: number; source: string | undefined; row: number; card: number | undefined }[] = [];
    for (;;) {
      const before = await stateOf();
      const row = (await aisha.avatarOf(person)).training_progress;
      const heard = (await person.user.chat()).messages.map(textOf).join('\n');
      const card = /[▓░] (\d+) % · /.exec(heard)?.[1];
      const after = await stateOf();
      if (after.status !== 'training') break;
      seen.push({
        query: before.progress,
        source: before.training?.progressSource,
        row,
        card: card ? Number(card) : undefined,
      });
      expect(row, 'the row is not ahead').to.be.at.most(after.progress);
      expect(Number(card ?? 0), 'nor is the card').to.be.at.most(after.progress);
    }
    const shown = new Set(seen.map(({ query }) => query));
    expect(shown.size, JSON.stringify(seen)).to.be.greaterThan(3);
    for (const values of [
      seen.map(({ query }) => query),
      seen.map(({ row }) => row),
      seen.map(({ card }) => card ?? 0),
    ]) {
      expect(values).to.deep.equal(values.toSorted((one, other) => one - other));
    }
    expect(seen.at(-1)?.source).to.equal('logs');
    expect((await rowIs(person, 'completed')).training_progress).to.equal(100);
  }).timeout(120_000);

  itInFull('lets the user wait on for a slow queue', async () => {
    const person = await training({ queueMs: 7_000 });
    await person.reads(person.t('news-overdue', { name: 'Ann', what: 'queued' }));
    await attention(person, 'queue_overdue');
    const question = await person.user.lastBotMessage();
    await person.user.tap(person.t('button-wait'), { messageId: question?.id ?? 0 });
    await person.reads(person.t('waiting-on', { name: 'Ann' }));
    await rowIs(person, 'completed');
  }).timeout(120_000);

  itInFull('says that the team decided to wait on, also in place of the question', async () => {
    const person = await training({ queueMs: 7_000 });
    await person.reads(person.t('news-overdue', { name: 'Ann', what: 'queued' }));
    const question = await person.user.lastBotMessage();
    const { id } = await aisha.avatarOf(person);
    await aisha.client.workflow
      .getHandle(avatarWorkflowId(id))
      .executeUpdate(extendWait, { args: [{ by: person.id }] });
    const words = person.t('decided-by-team', { decision: 'waited_on', name: 'Ann' });
    await person.sees('the question decided, and told', ({ messages }) => {
      const said = messages.filter((message) => textOf(message) === words);
      return said.length === 2 && said.some((message) => message.id === question?.id);
    });
    await rowIs(person, 'completed');
  }).timeout(120_000);

  it('lets the user cancel a training that is stuck in the queue', async () => {
    const person = await training({ stuck: 'queue' });
    await person.reads(person.t('news-overdue', { name: 'Ann', what: 'queued' }));
    const question = await person.user.lastBotMessage();
    await person.user.tap(person.t('button-cancel'), { messageId: question?.id ?? 0 });
    await person.tap(person.t('button-cancel-yes'));
    await person.reads(person.t('stopping', { name: 'Ann' }));
    await rowIs(person, 'cancelled');
    expect((await submissionOf(person))?.cancelled_at).to.not.be.oneOf([null, undefined]);
  }).timeout(120_000);

  it('says that FAL does not answer, keeps polling, and completes when it does', async () => {
    const person = await training({ trainingMs: 6_000 });
    await aisha.fal('faults', { endpoint: 'status', kind: 503, forMs: 8_000 });
    await person.reads(person.t('card-silent', { why: 'silent' }));
    await attention(person, 'trainer_unreachable');
    await rowIs(person, 'completed');
    const { failure_reason: failure } = await aisha.avatarOf(person);
    expect(failure).to.equal(null);
  }).timeout(120_000);

  itInFull('says that we must act when FAL refuses our key, and completes once it accepts it', async () => {
    const person = await training({ trainingMs: 6_000 });
    await aisha.fal('faults', { endpoint: 'status', kind: 401, forMs: 8_000 });
    await person.reads(person.t('card-silent', { why: 'refused' }));
    await attention(person, 'trainer_refuses_us');
    await rowIs(person, 'completed');
  }).timeout(120_000);

  itInFull('is kept and announced when it completes although it was being stopped', async () => {
    // A request that still waits in the queue is cancelled at once.
    const person = await training({ queueMs: 0, trainingMs: 6_000, ignoreCancel: true });
    await cancels(person);
    await person.reads(person.t('news-completed-anyway', { name: 'Ann' }));
    expect(await rowIs(person, 'completed'))
      .to.have.property('weights_key')
      .that.is.a('string');
    expect((await submissionOf(person))?.cancelled_at).to.not.be.oneOf([null, undefined]);
  }).timeout(120_000);

  itInFull('is stopped once FAL can be told, while the user gets an answer at once', async () => {
    const person = await training({ trainingMs: 60_000 });
    await aisha.fal('faults', { endpoint: 'cancel', kind: 503, forMs: 5_000 });
    await cancels(person);
    await person.reads(person.t('stopping', { name: 'Ann' }));
    expect(await aisha.avatarOf(person)).to.have.property('status', 'training');
    await attention(person, 'cancel_unconfirmed');
    await person.reads(person.t('card-stopping', { late: 'yes' }));
    await rowIs(person, 'cancelled');
    expect((await submissionOf(person))?.cancelled_at).to.not.be.oneOf([null, undefined]);
  }).timeout(120_000);

  it('ends with the avatar that its owner deletes, and FAL is told', async () => {
    const person = await training({ trainingMs: 60_000 });
    const requestOf = submissionOf(person);
    const { id } = await aisha.avatarOf(person);
    await person.tap(person.t('button-delete'));
    await person.tap(person.t('button-delete-yes'));
    await person.reads(person.t('deleted', { name: 'Ann' }));
    expect(await aisha.avatarsOf(person)).to.deep.equal([]);
    const request = (await requestOf)?.request_id;
    await until(
      'FAL was told',
      async () => (await aisha.submissions()).find(({ request_id }) => request_id === request),
      (submission) => typeof submission?.cancelled_at === 'string' || typeof submission?.cancelled_at === 'number',
    );
    expect(await aisha.objectsOf(id)).to.deep.equal([]);
  }).timeout(120_000);
});
