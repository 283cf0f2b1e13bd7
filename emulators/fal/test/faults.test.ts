import { createFalClient, type FalClient } from '@fal-ai/client';
import { expect } from 'chai';
import type { FalEmulator } from '../index.ts';
import {
  apiErrorOf,
  clientOf,
  control,
  PORTRAIT,
  quickEmulator,
  rewritingFetch,
  submissions,
  submitTraining,
  untilDone,
  zipOfPhotos,
} from './support.ts';

async function failing(call: Promise<unknown>): Promise<void> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).to.be.instanceOf(Error);
}

describe("the emulator's faults", () => {
  let emulator: FalEmulator;
  let client: FalClient;
  let input: { images_data_url: string };

  before(async () => {
    emulator = await quickEmulator();
    client = clientOf(emulator.url);
    input = { images_data_url: await client.storage.upload(await zipOfPhotos(4)) };
  });
  after(() => emulator.close());
  afterEach(() => fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' }));

  /** FAL's client, but every failed POST is made an AbortError, which it does not repeat. */
  function careful(): FalClient {
    const rewrite = rewritingFetch(emulator.url);
    return createFalClient({
      credentials: 'key',
      fetch: async (url, init) => {
        const answer = await rewrite(url, init).catch((cause: unknown) => cause);
        if (answer instanceof Response && answer.ok) return answer;
        throw new DOMException('not repeated', 'AbortError');
      },
    });
  }

  async function accepted(act: () => Promise<unknown>): Promise<number> {
    const before = (await submissions(emulator.url)).length;
    await act();
    return (await submissions(emulator.url)).length - before;
  }

  it('answer with a status and count down', async () => {
    await control(emulator.url, 'faults', { endpoint: 'submit', count: 2, kind: 500 });
    const codes: number[] = [];
    const count = await accepted(async () => {
      codes.push((await apiErrorOf(client.queue.submit(PORTRAIT, { input }))).status);
      codes.push((await apiErrorOf(client.queue.submit(PORTRAIT, { input }))).status);
      await client.queue.submit(PORTRAIT, { input });
    });
    expect(codes).to.deep.equal([500, 500]);
    expect(count).to.equal(1);
  });

  it('reset the connection before anything is accepted', async () => {
    await control(emulator.url, 'faults', { endpoint: PORTRAIT, kind: 'reset-before' });
    expect(await accepted(() => failing(careful().queue.submit(PORTRAIT, { input })))).to.equal(0);
  });

  it('lose the reply to a submission that was accepted', async () => {
    await control(emulator.url, 'faults', { endpoint: 'submit', count: 1, kind: 'reset-after-accepting' });
    expect(await accepted(() => failing(careful().queue.submit(PORTRAIT, { input })))).to.equal(1);
  });

  it("make FAL's own client pay twice, since it repeats a submission whose reply is lost", async () => {
    await control(emulator.url, 'faults', { endpoint: 'submit', count: 1, kind: 'reset-after-accepting' });
    expect(await accepted(() => client.queue.submit(PORTRAIT, { input }))).to.equal(2);
  });

  it('leave a request without an answer', async () => {
    await control(emulator.url, 'faults', { endpoint: 'submit', kind: 'hang' });
    const abortSignal = AbortSignal.timeout(200);
    expect(await accepted(() => failing(client.queue.submit(PORTRAIT, { input, abortSignal })))).to.equal(0);
  });

  it('hit only the operation that they name', async () => {
    const requestId = await submitTraining(client);
    await untilDone(client, PORTRAIT, requestId);
    const codes = async (): Promise<(number | string)[]> => [
      await client.queue.status(PORTRAIT, { requestId }).then(
        ({ status }) => status,
        ({ status }: { status: number }) => status,
      ),
      await client.queue.result(PORTRAIT, { requestId }).then(
        () => 'result',
        ({ status }: { status: number }) => status,
      ),
      (await apiErrorOf(client.queue.cancel(PORTRAIT, { requestId }))).status,
      await client.storage.upload(new Blob(['x'])).then(
        () => 'stored',
        ({ status }: { status: number }) => status,
      ),
    ];
    await control(emulator.url, 'faults', [
      { endpoint: 'status', kind: 418 },
      { endpoint: 'result', kind: '410' },
      { endpoint: 'cancel', kind: 403 },
      { endpoint: 'storage', kind: 401 },
    ]);
    expect(await codes()).to.deep.equal([418, 410, 403, 401]);
    expect(await codes()).to.deep.equal(['COMPLETED', 'result', 400, 'stored']);
  });

  it('can be removed', async () => {
    await control(emulator.url, 'faults', { endpoint: '*', count: 5, kind: 500 });
    await fetch(`${emulator.url}/emulator/faults`, { method: 'DELETE' });
    await client.queue.submit(PORTRAIT, { input });
  });

  it('are listed with the settings by the health route', async () => {
    await control(emulator.url, 'faults', { endpoint: 'files', count: 3, kind: 503 });
    const health: { faults: unknown[] } = JSON.parse(await (await fetch(`${emulator.url}/emulator/`)).text());
    expect(health).to.include({ status: 'ok' }).and.to.have.property('settings');
    expect(health.faults).to.deep.equal([{ endpoint: 'files', count: 3, kind: 503 }]);
  });

  it('are refused when they are invalid, with the field’s name', async () => {
    const answer = await control(emulator.url, 'faults', { endpoint: 'submit', kind: 'explode' });
    expect(answer.status).to.equal(400);
    const wrong = await control(emulator.url, 'settings', { trainingMs: -1 });
    expect(wrong.status).to.equal(400);
    expect(await wrong.json())
      .to.have.property('error')
      .that.matches(/^trainingMs: /);
  });
});
