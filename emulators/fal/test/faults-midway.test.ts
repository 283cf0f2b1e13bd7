import { expect } from 'chai';
import { control, emulatorLab, PORTRAIT, submissions, submitTraining, untilDone } from './support.ts';

const MEGABYTE = 1024 * 1024;

async function failureOf(call: Promise<unknown>): Promise<Error> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error)) throw new Error('the call ended well');
  return failure;
}

describe("the emulator's faults in the middle of a request", () => {
  const lab = emulatorLab();
  afterEach(() => fetch(`${lab.url}/emulator/faults`, { method: 'DELETE' }));

  const fault = (fields: object) => control(lab.url, 'faults', fields);
  /** A submission by bare HTTP: one POST, whatever comes. */
  const submit = (signal?: AbortSignal): Promise<Response> =>
    fetch(`${lab.url}/${PORTRAIT}`, {
      method: 'POST',
      headers: { authorization: 'Key x', 'content-type': 'application/json' },
      body: JSON.stringify({ images_data_url: 'data:,' }),
      ...(signal ? { signal } : {}),
    });
  async function accepted(act: () => Promise<unknown>): Promise<number> {
    const before = (await submissions(lab.url)).length;
    await act();
    return (await submissions(lab.url)).length - before;
  }

  it('accept a submission and never answer, so that its sender can be killed meanwhile', async () => {
    await fault({ endpoint: 'submit', kind: 'hang-after-accepting' });
    const sender = new AbortController();
    const count = await accepted(async () => {
      const before = (await submissions(lab.url)).length;
      const sending = failureOf(submit(sender.signal));
      while ((await submissions(lab.url)).length === before) await new Promise(setImmediate);
      sender.abort();
      expect((await sending).name).to.equal('AbortError');
    });
    expect(count).to.equal(1);
  });

  it('break the answer to an accepted submission off halfway', async () => {
    await fault({ endpoint: 'submit', kind: 'reset-midway' });
    const count = await accepted(async () => {
      const answer = await submit();
      expect(answer.status).to.equal(200);
      await failureOf(answer.json());
    });
    expect(count).to.equal(1);
  });

  it('break an upload off halfway: nothing is stored', async () => {
    await fault({ endpoint: 'upload', kind: 'reset-midway' });
    const { upload_url, file_url } = await initiate();
    await failureOf(fetch(upload_url, { method: 'PUT', body: new Uint8Array(4 * MEGABYTE) }));
    expect((await fetch(file_url)).status).to.equal(404);
  });

  it('let an upload hang halfway', async () => {
    await fault({ endpoint: 'upload', kind: 'hang-midway' });
    const { upload_url } = await initiate();
    const signal = AbortSignal.timeout(300);
    const failure = await failureOf(fetch(upload_url, { method: 'PUT', body: new Uint8Array(MEGABYTE), signal }));
    expect(failure.name).to.equal('TimeoutError');
  });

  it('fail only the second half of an upload', async () => {
    await fault([{ endpoint: 'storage', kind: 500, skip: 1 }]);
    const { upload_url } = await initiate();
    expect((await fetch(upload_url, { method: 'PUT', body: 'x' })).status).to.equal(500);
    expect((await fetch(upload_url, { method: 'PUT', body: 'x' })).status).to.equal(200);
  });

  it('break a download off halfway', async () => {
    const requestId = await submitTraining(lab.client);
    await untilDone(lab.client, PORTRAIT, requestId);
    const { data } = await lab.client.queue.result(PORTRAIT, { requestId });
    await fault({ endpoint: 'files', kind: 'reset-midway' });
    const answer = await fetch(data.diffusers_lora_file.url);
    expect(Number(answer.headers.get('content-length'))).to.equal(data.diffusers_lora_file.file_size);
    await failureOf(answer.arrayBuffer());
  });

  it('make an answer late', async () => {
    await fault({ endpoint: 'submit', kind: 'slow', ms: 3_600_000 });
    const failure = await failureOf(submit(AbortSignal.timeout(200)));
    expect(failure.name).to.equal('TimeoutError');
    await fault({ endpoint: 'submit', kind: 'slow', ms: 1 });
    expect((await submit()).status).to.equal(200);
  });

  it('last for a time instead of a count', async () => {
    await fault({ kind: 'reset-before', forMs: 400 });
    let refused = 0;
    while ((await submit().catch(() => undefined)) === undefined) refused += 1;
    expect(refused).to.be.above(1);
    expect(await (await fetch(`${lab.url}/emulator/faults`)).json()).to.deep.equal([]);
  });

  it('have the type and the message of an error', async () => {
    await fault({ endpoint: 'submit', kind: 503, error_type: 'runner_disconnected', detail: 'gone' });
    const answer = await submit();
    expect(answer.headers.get('x-fal-error-type')).to.equal('runner_disconnected');
    expect(await answer.json()).to.deep.equal({ detail: 'gone', error_type: 'runner_disconnected' });
    const detail = [{ loc: ['body', 'steps'], msg: 'no', type: 'value_error' }];
    await fault({ endpoint: 'submit', kind: 422, detail });
    expect(await (await submit()).json()).to.deep.equal({ detail });
  });

  it('hide the keys that webhooks are signed with', async () => {
    await fault({ endpoint: 'keys', kind: 503 });
    expect((await fetch(`${lab.url}/.well-known/jwks.json`)).status).to.equal(503);
    expect((await fetch(`${lab.url}/.well-known/jwks.json`)).status).to.equal(200);
  });

  async function initiate(): Promise<{ upload_url: string; file_url: string }> {
    const answer = await fetch(`${lab.url}/storage/upload/initiate`, {
      method: 'POST',
      headers: { authorization: 'Key x' },
      body: JSON.stringify({ content_type: 'application/zip', file_name: 'photos.zip' }),
    });
    return JSON.parse(await answer.text()) as { upload_url: string; file_url: string };
  }
});
