import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { avatarWorkflowId, decideSubmission } from '../../src/workflows/avatar/contract.ts';
import {
  ENOUGH_PHOTOS,
  product,
  type AvatarRow,
  type Person,
  type Product,
  type Submission,
} from '../support/product.ts';
import { sampled } from '../support/full.ts';
import { until } from '../support/until.ts';

const told = { delayMs: 0, lost: false, copies: 1, spreadMs: 200, retryMs: 1_000, tries: 10 };

describe('a training is paid once', () => {
  let aisha: Product;
  let photos: readonly File[];
  let earlier: number;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
  });
  beforeEach(async () => {
    await aisha.fal('settings', { platform: { access: 'allowed', lists: 'accepted', delayMs: 0 }, webhook: told });
    earlier = (await aisha.submissions()).length;
  });
  afterEach(() => aisha.fal('settings', { platform: { access: 'allowed', lists: 'started' }, webhook: told }));

  const made = async (): Promise<Submission[]> => (await aisha.submissions()).slice(earlier);
  const rowIs = (person: Person, status: string): Promise<AvatarRow> =>
    until(
      status,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
      60_000,
    );

  async function starts(): Promise<Person> {
    const person = aisha.person('ru');
    await person.begins('portrait');
    await person.user.sendPhotos([...photos], { album: true });
    await rowIs(person, 'ready');
    await person.starts();
    return person;
  }
  const fault = (endpoint: string, kind: string, more: { ms?: number } = {}) =>
    aisha.fal('faults', { endpoint, count: 1, kind, ...more });

  it('when the reply to the submission is lost: it is found in FAL’s list of requests', async () => {
    await fault('submit', 'reset-after-accepting');
    await aisha.fal('settings', { webhook: { ...told, lost: true } });
    const row = await rowIs(await starts(), 'completed');
    const [submission, ...others] = await made();
    expect(others).to.deep.equal([]);
    expect(row.fal_request_id).to.equal(submission?.request_id);
  }).timeout(120_000);

  it("when the reply is lost and the key may not look: FAL's webhook names the request", async () => {
    await fault('submit', 'reset-after-accepting');
    await aisha.fal('settings', { platform: { access: 'denied' } });
    const row = await rowIs(await starts(), 'completed');
    const [submission, ...others] = await made();
    expect(others).to.deep.equal([]);
    expect(row.fal_request_id).to.equal(submission?.request_id);
  }).timeout(120_000);

  it('when nobody knows: the user is told so, and an operator names the request', async () => {
    await fault('submit', 'reset-after-accepting');
    await aisha.fal('settings', { platform: { access: 'denied' }, webhook: { ...told, lost: true } });
    const person = await starts();
    const { id, failure_reason: failure } = await rowIs(person, 'error');
    expect(failure).to.equal('submission_unconfirmed');
    await person.reads(person.t('failure', { why: 'submission_unconfirmed' }));
    const last = await person.user.lastBotMessage();
    expect(last?.buttons.flat().map(({ label }) => label)).to.not.include(person.t('button-retry'));
    const [submission] = await made();
    const run = aisha.client.workflow.getHandle(avatarWorkflowId(id));
    const requestId = submission?.request_id ?? '';
    // A request that FAL knows and another avatar holds.
    const held = await aisha.sql<{ id: string }>('select request_id as id from trainings where request_id <> ?', [
      requestId,
    ]);
    const others =
      (await aisha.submissions()).find((one) => held.some(({ id: other }) => other === one.request_id))?.request_id ??
      '';
    const adopting = run.executeUpdate(decideSubmission, { args: [{ decision: 'adopt', requestId: others }] });
    expect(String(await adopting.then(String, ({ cause }) => cause))).to.contain('another training’s');
    await run.executeUpdate(decideSubmission, { args: [{ decision: 'adopt', requestId }] });
    expect((await rowIs(person, 'completed')).fal_request_id).to.equal(requestId);
    expect(await made()).to.have.length(1);
  }).timeout(120_000);

  const kills: readonly [what: string, endpoint: string, kind: string][] = [
    ['before the archive is handed over', 'initiate', 'hang'],
    ['while the archive is handed over', 'upload', 'hang-midway'],
    ['after the submission was accepted, before it was written down', 'submit', 'hang-after-accepting'],
  ];
  for (const [what, endpoint, kind] of sampled(kills, 2)) {
    it(`when the worker is killed ${what}`, async () => {
      await fault(endpoint, kind);
      const person = await starts();
      await until('the fault was met', faultsLeft, (left) => left === 0, 60_000);
      if (endpoint === 'submit') await until('it was accepted', made, (all) => all.length === 1);
      await aisha.replace('worker');
      await rowIs(person, 'completed');
      expect(await made()).to.have.length(1);
    }).timeout(180_000);
  }

  it('when the worker is stopped while FAL is slow: it finishes the submission, and nothing is in doubt', async () => {
    // Longer than the usual ten seconds of a stop.
    await fault('submit', 'slow', { ms: 13_000 });
    const person = await starts();
    await until('the submission is under way', faultsLeft, (left) => left === 0, 60_000);
    expect(await aisha.kill('worker', 'SIGTERM'), 'its exit code').to.equal(0);
    await aisha.begin('worker');
    const { id, fal_request_id: requestId } = await rowIs(person, 'completed');
    expect((await made()).map(({ request_id }) => request_id)).to.deep.equal([requestId]);
    expect(await activitiesOf(id))
      .to.include('submitTraining')
      .and.not.include('settleSubmission');
  }).timeout(180_000);

  async function activitiesOf(avatarId: string): Promise<string[]> {
    const { events } = await aisha.client.workflow.getHandle(avatarWorkflowId(avatarId)).fetchHistory();
    return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
  }

  async function faultsLeft(): Promise<number> {
    const faults = (await (await fetch(`${aisha.stack.env.FAL_API_ROOT}/emulator/faults`)).json()) as unknown[];
    return faults.length;
  }
});
