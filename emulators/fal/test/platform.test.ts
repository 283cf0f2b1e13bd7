import { expect } from 'chai';
import {
  control,
  emulatorLab,
  PORTRAIT,
  STYLE,
  submissions,
  submitTraining,
  untilDone,
  zipOfPhotos,
} from './support.ts';

const HOUR = 3_600_000;

interface Page {
  items: Record<string, unknown>[];
  has_more: boolean;
  next_cursor: string | null;
}

describe("the emulator's platform API", () => {
  const lab = emulatorLab();
  beforeEach(() =>
    control(lab.url, 'settings', {
      key: null,
      outcome: 'ok',
      queueMs: 0,
      trainingMs: 0,
      platform: { access: 'allowed', lists: 'started', delayMs: 0, payloads: true },
    }),
  );

  const ask = (query: Record<string, string>, authorization = 'Key x'): Promise<Response> =>
    fetch(`${lab.url}/v1/models/requests/by-endpoint?${new URLSearchParams(query).toString()}`, {
      headers: authorization === '' ? {} : { authorization },
    });
  async function list(query: Record<string, string>): Promise<Page> {
    const page: Page = JSON.parse(await (await ask(query)).text());
    return page;
  }
  const idsOf = ({ items }: Page): unknown[] => items.map(({ request_id }) => request_id);

  it('lists ended requests with times, status and the original input', async () => {
    const url = await lab.client.storage.upload(await zipOfPhotos(3));
    const input = { images_data_url: url, trigger_phrase: 'AISHA' };
    const { request_id: requestId } = await lab.client.queue.submit(PORTRAIT, { input });
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    const [item] = (await list({ endpoint_id: PORTRAIT, expand: 'payloads' })).items;
    expect(item).to.include({ request_id: requestId, endpoint_id: PORTRAIT, status_code: 200 });
    expect(item?.['duration']).to.be.a('number');
    for (const time of ['sent_at', 'started_at', 'ended_at']) expect(Date.parse(String(item?.[time]))).to.be.above(0);
    expect(item?.['json_input']).to.deep.equal(input);
    expect(item?.['json_output']).to.deep.equal(data);
  });

  it('lists payloads only on request, and only if they are stored', async () => {
    const requestId = await submitTraining(lab.client);
    await untilDone(lab.client, PORTRAIT, requestId);
    expect((await list({ endpoint_id: PORTRAIT })).items[0]).not.to.have.any.keys('json_input', 'json_output');
    await lab.client.queue.submit(PORTRAIT, {
      input: { images_data_url: 'data:,' },
      headers: { 'X-Fal-Store-IO': '0' },
    });
    const [bare] = (await list({ endpoint_id: PORTRAIT, expand: 'payloads' })).items;
    expect(bare).not.to.have.any.keys('json_input', 'json_output');
    await control(lab.url, 'settings', { platform: { payloads: false } });
    const other = await submitTraining(lab.client);
    const [hidden] = (await list({ endpoint_id: PORTRAIT, expand: 'payloads' })).items;
    expect(hidden).to.include({ request_id: other }).and.not.to.have.any.keys('json_input', 'json_output');
  });

  it('lists a running request without an end, and by default no queued one', async () => {
    await control(lab.url, 'settings', { trainingMs: HOUR });
    const running = await submitTraining(lab.client);
    const first = await list({ endpoint_id: PORTRAIT });
    expect(first.items[0]).to.include({ request_id: running, ended_at: null, status_code: null, duration: null });
    await control(lab.url, 'settings', { queueMs: HOUR });
    const queued = await submitTraining(lab.client);
    expect(idsOf(await list({ endpoint_id: PORTRAIT }))).not.to.include(queued);
    await control(lab.url, 'settings', { platform: { lists: 'accepted' } });
    const shown = await submitTraining(lab.client);
    expect(idsOf(await list({ endpoint_id: PORTRAIT }))).to.include(shown);
    await control(lab.url, 'settings', { queueMs: 0, platform: { lists: 'ended' } });
    const hidden = await submitTraining(lab.client);
    expect(idsOf(await list({ endpoint_id: PORTRAIT }))).not.to.include(hidden);
  });

  it('lists a request only after the configured delay', async () => {
    await control(lab.url, 'settings', { platform: { delayMs: 400 } });
    const requestId = await submitTraining(lab.client);
    expect(idsOf(await list({ endpoint_id: PORTRAIT }))).not.to.include(requestId);
    while (!idsOf(await list({ endpoint_id: PORTRAIT })).includes(requestId)) await new Promise(setImmediate);
  });

  it('filters by endpoint, time, status and id', async () => {
    const style = await submitTraining(lab.client, STYLE);
    const since = new Date(Date.now() + 1).toISOString();
    await control(lab.url, 'settings', { outcome: { status: 500 } });
    const broken = await submitTraining(lab.client);
    await control(lab.url, 'settings', { outcome: { type: 'face_detection_error' } });
    const refused = await submitTraining(lab.client);
    const both = `${PORTRAIT},${STYLE}`;
    expect(idsOf(await list({ endpoint_id: STYLE }))).to.deep.equal([style]);
    expect(idsOf(await list({ endpoint_id: both }))).to.include.members([style, broken, refused]);
    expect(idsOf(await list({ endpoint_id: both, start: since }))).to.have.members([broken, refused]);
    expect(idsOf(await list({ endpoint_id: both, end: since })))
      .to.include(style)
      .and.not.include(broken);
    expect(idsOf(await list({ endpoint_id: both, status: 'error' }))).to.deep.equal([broken]);
    expect(idsOf(await list({ endpoint_id: both, status: 'user_error' })))
      .to.include(refused)
      .and.not.include(style);
    expect(idsOf(await list({ endpoint_id: both, status: 'success' })))
      .to.include(style)
      .and.not.include(refused);
    expect(idsOf(await list({ endpoint_id: both, request_id: broken }))).to.deep.equal([broken]);
  });

  it('goes page by page, the last to end first', async () => {
    const ids = [await submitTraining(lab.client, STYLE), await submitTraining(lab.client, STYLE)];
    const start = (await submissions(lab.url)).at(-2)?.accepted_at ?? '';
    const query = { endpoint_id: STYLE, start, limit: '1' };
    const first = await list(query);
    expect(first).to.include({ has_more: true, next_cursor: 'Mg==' });
    const second = await list({ ...query, cursor: first.next_cursor ?? '' });
    expect(second).to.include({ has_more: false, next_cursor: null });
    expect([...idsOf(first), ...idsOf(second)]).to.deep.equal(ids.toReversed());
  });

  for (const [what, query] of [
    ['no endpoint', {}],
    ['a page too long', { endpoint_id: PORTRAIT, limit: '101' }],
    ['a time that is none', { endpoint_id: PORTRAIT, start: 'yesterday' }],
    ['an id that is none', { endpoint_id: PORTRAIT, request_id: '1' }],
    ['a cursor it did not give', { endpoint_id: PORTRAIT, cursor: 'page two' }],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await ask(query);
      expect(answer.status).to.equal(400);
      expect(await answer.json()).to.have.nested.property('error.type', 'validation_error');
    });
  }

  it('needs a valid key with the permission', async () => {
    const expectRefusal = async (answer: Response, status: number): Promise<void> => {
      expect(answer.status).to.equal(status);
      expect(await answer.json()).to.have.nested.property('error.type', 'authorization_error');
    };
    await expectRefusal(await ask({ endpoint_id: PORTRAIT }, ''), 401);
    await control(lab.url, 'settings', { key: 'right', platform: { access: 'denied' } });
    await expectRefusal(await ask({ endpoint_id: PORTRAIT }, 'Key wrong'), 401);
    await expectRefusal(await ask({ endpoint_id: PORTRAIT }, 'Key right'), 403);
  });

  it('has errors of its own shape', async () => {
    await control(lab.url, 'faults', { endpoint: 'platform', kind: 429 });
    const answer = await ask({ endpoint_id: PORTRAIT });
    expect(answer.status).to.equal(429);
    expect(await answer.json()).to.have.nested.property('error.type', 'rate_limited');
    expect((await ask({ endpoint_id: PORTRAIT })).status).to.equal(200);
  });

  it('is the only route that shows the photos’ address', async () => {
    const url = await lab.client.storage.upload(await zipOfPhotos(1));
    await lab.client.queue.submit(PORTRAIT, { input: { images_data_url: url } });
    const shown = await (await fetch(`${lab.url}/emulator/submissions`)).text();
    expect(shown).to.include('[redacted]').and.not.include(new URL(url).pathname);
  });
});
