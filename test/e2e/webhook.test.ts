import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { logEntry, type LogEntry } from '../../stack/app.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** The emulator's defaults. */
const onTime = { delayMs: 0, lost: false, copies: 1, spreadMs: 200, retryMs: 1_000, tries: 10 };

describe('the end of a training', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
  });
  beforeEach(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok', webhook: onTime }));
  after(() => aisha.fal('settings', { webhook: onTime }));

  /** A user who has started a training. */
  async function training(): Promise<Person> {
    const person = aisha.person('en');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    return person;
  }

  const rowIs = (person: Person, status: string) =>
    until(
      `a row in ${status}`,
      () => aisha.avatarOf(person),
      (row) => row.status === status,
    );
  const said = async (person: Person, msg: RegExp): Promise<LogEntry[]> => {
    const { id } = await aisha.avatarOf(person);
    const entries = aisha.lines.map(logEntry).filter((entry): entry is LogEntry => entry !== null);
    return entries.filter((entry) => entry.process === 'webhook' && entry.avatarId === id && msg.test(entry.msg));
  };
  const heard = (person: Person, times: number) =>
    until(
      `${times} webhooks`,
      () => said(person, /^a training has ended/),
      (entries) => entries.length === times,
    );

  describe('of an avatar whose trainer is polled once an hour', () => {
    before(() => aisha.replace('bot', { TRAINING_POLL_INTERVAL: '1h' }));
    after(() => aisha.replace('bot'));

    it('is known by the webhook', async () => {
      const person = await training();
      const { fal_request_id: requestId } = await rowIs(person, 'completed');
      await person.reads(person.t('news-completed', { name: 'Ann' }));
      const [entry] = await heard(person, 1);
      expect(entry).to.include({ attempt: 1, requestId, outcome: 'ok', heard: true });
    });

    it('is known by the webhook after a failure, and after the second attempt', async () => {
      await aisha.fal('settings', { outcome: { status: 500 } });
      const person = await training();
      await rowIs(person, 'error');
      expect(await heard(person, 1)).to.have.nested.property('[0].outcome', 'error');
      await aisha.fal('settings', { outcome: 'ok' });
      await person.tap(person.t('button-retry'));
      await rowIs(person, 'completed');
      expect(await heard(person, 2)).to.have.nested.property('[1].attempt', 2);
    });

    it('is known by a webhook that could not be accepted at first', async () => {
      await aisha.fal('settings', { webhook: { ...onTime, retryMs: 200 } });
      await aisha.replace('webhook', { FAL_JWKS_URL: 'http://127.0.0.1:1/nothing.json' });
      const before = aisha.lines.length;
      const person = await training();
      await until(
        'a webhook that could not be taken',
        async () => aisha.lines.slice(before).map(logEntry),
        (entries) => entries.some((entry) => entry?.msg === 'a webhook could not be taken'),
      );
      expect(await aisha.avatarOf(person)).to.have.property('status', 'training');
      await aisha.replace('webhook');
      await rowIs(person, 'completed');
    });
  });

  it('is known by polling when every webhook is lost', async () => {
    await aisha.fal('settings', { webhook: { ...onTime, lost: true } });
    const person = await training();
    await rowIs(person, 'completed');
    expect(await said(person, /./)).to.deep.equal([]);
  });

  it('is announced once when the webhook comes three times and late', async () => {
    await aisha.fal('settings', { webhook: { ...onTime, copies: 3, spreadMs: 100, delayMs: 1_000 } });
    const person = await training();
    await rowIs(person, 'completed');
    await heard(person, 3);
    const news = person.t('news-completed', { name: 'Ann' });
    await person.reads(news);
    const { messages } = await person.user.chat();
    expect(messages.filter(({ text }) => text?.includes(news))).to.have.length(1);
  });

  it('is known when the webhook comes before the request is saved', async () => {
    await aisha.fal('settings', { queueMs: 0, trainingMs: 0 });
    const person = await training();
    await rowIs(person, 'completed');
    await heard(person, 1);
  });

  it('is reported to a webhook process that its container calls healthy', async () => {
    const { env } = aisha.stack;
    expect(await healthcheck({ ...env })).to.deep.equal({ code: 0, said: '' });
    const { code, said: why } = await healthcheck({ ...env, WEBHOOK_PORT: '1' });
    expect(code).to.equal(1);
    expect(why).to.equal('the webhook does not answer at http://127.0.0.1:1/health\n');
  });
});

/** The output of the webhook container's health check. */
function healthcheck(env: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const script = fileURLToPath(new URL('../../scripts/healthcheck.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [script, 'webhook'], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });
}
