import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer as readAll } from 'node:stream/consumers';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { until } from '../../../support/until.ts';
import { archiveOf, falLab, stored, submitTo, watchedTrainer } from './lab.ts';
import { rejection } from '../../../support/http-stub.ts';

const portrait = chooseTrainer('portrait').endpoint;
const style = chooseTrainer('style').endpoint;
const { signal } = new AbortController();

describe('the FAL trainer adapter against the emulator', () => {
  let fal: Awaited<ReturnType<typeof falLab>>;
  let archive: Uint8Array;

  before(async () => {
    archive = await archiveOf(await readFile(new URL('../../../../demo/photos/rocket.jpg', import.meta.url)));
    fal = await falLab({ queueMs: 0, trainingMs: 0 });
  });
  beforeEach(() => fal.settings({ queueMs: 0, trainingMs: 0, outcome: 'ok', logs: true, statusErrors: true }));
  afterEach(() => fal.clearFaults());
  after(() => fal.close());

  const lab = () => watchedTrainer(fal.url);
  const submit = async (type: 'portrait' | 'style' = 'portrait') =>
    (await submitTo(lab().trainer, type, archive)).requestId;
  const ended = async (requestId: string, endpoint = portrait) =>
    until(
      'the end',
      () => lab().trainer.status(endpoint, requestId, signal),
      ({ state }) => state === 'ended',
    );

  describe('submit', () => {
    it('uploads the archive with an expiry, and submits it with the input and the webhook', async () => {
      const { trainer, requests } = lab();
      const webhookUrl = 'http://127.0.0.1:9/hook?avatar=1';
      const { requestId } = await submitTo(trainer, 'portrait', archive, signal, webhookUrl);
      const [submission] = (await fal.submissions()).filter((one) => one['request_id'] === requestId);
      expect(submission).to.include({ endpoint: portrait, image_count: 10, webhook_url: webhookUrl });
      expect(submission?.['input']).to.include({ steps: 2500, trigger_phrase: 'AISHA' });
      expect(submission?.['unknown_fields']).to.deep.equal([]);
      expect(requests[0]?.headers.get('x-fal-object-lifecycle')).to.equal('{"expiration_duration_seconds":172800}');
    });

    it('calls only the given server', async () => {
      const { trainer, requests } = lab();
      const { requestId } = await submitTo(trainer, 'portrait', archive);
      await ended(requestId);
      const { weights } = await trainer.result(portrait, requestId, signal, 'weights');
      await readAll((await trainer.openWeights(weights ?? expect.fail('no weights'), signal)).body);
      expect(new Set(requests.map(({ url }) => new URL(url).origin))).to.deep.equal(new Set([fal.url]));
    });

    for (const [kind, error, accepted] of [
      ['reset-after-accepting', 'SubmissionUnconfirmed', 1],
      ['reset-before', 'SubmissionUnconfirmed', 0],
      [429, 'TrainerBusy', 0],
      [500, 'SubmissionUnconfirmed', 0],
      [502, 'SubmissionUnconfirmed', 0],
      [503, 'TrainerBusy', 0],
      [504, 'SubmissionUnconfirmed', 0],
      [401, 'TrainerRejected', 0],
    ] as const) {
      it(`sends one POST and throws ${error} at ${kind}`, async () => {
        await fal.fault('submit', kind, 10);
        const before = (await fal.submissions()).length;
        const { trainer, posts } = lab();
        expect(await rejection(submitTo(trainer, 'portrait', archive))).to.have.property('name', error);
        expect(posts(portrait)).to.equal(1);
        expect((await fal.submissions()).length - before).to.equal(accepted);
      });
    }

    it('sends one POST and throws SubmissionUnconfirmed when stopped while FAL is silent', async () => {
      await fal.fault('submit', 'hang', 10);
      const { trainer, posts } = lab();
      const controller = new AbortController();
      const submitting = rejection(submitTo(trainer, 'portrait', archive, controller.signal));
      await until(
        'the POST',
        async () => posts(portrait),
        (count) => count === 1,
      );
      controller.abort(new Error('stopped'));
      expect(await submitting).to.have.property('name', 'SubmissionUnconfirmed');
      expect(posts(portrait)).to.equal(1);
    });

    it('submits nothing when the archive cannot be read or uploaded, and allows a retry', async () => {
      const { trainer, posts } = lab();
      const unread = { bytes: 9, open: () => Promise.reject(new Error('no storage')) };
      expect(await rejection(trainer.upload(unread, signal))).to.have.property('name', 'TrainerBusy');
      for (const kind of ['reset-before', 'reset-after-accepting', 500, 503]) {
        await fal.fault('storage', kind);
        expect(await rejection(submitTo(trainer, 'portrait', archive))).to.have.property('name', 'TrainerBusy');
      }
      const stopped = AbortSignal.abort(new Error('stopped'));
      expect(await rejection(submitTo(trainer, 'portrait', archive, stopped))).to.have.property('name', 'TrainerBusy');
      expect(posts(portrait)).to.equal(0);
    });

    it('uploads a file in parts without holding it in memory, and above 90 MB in FAL’s own parts', async () => {
      const { trainer, requests } = lab();
      const part = Buffer.alloc(1024 * 1024, 7);
      let open = 0;
      let most = 0;
      const file = {
        bytes: 95 * part.length,
        open: async (_offset: number, length: number) =>
          Readable.from(
            (async function* () {
              for (let sent = 0; sent < length; sent += part.length) {
                most = Math.max(most, (open += 1));
                yield part.subarray(0, Math.min(part.length, length - sent));
                open -= 1;
              }
            })(),
          ),
      };
      const url = await trainer.upload(file, signal);
      const answer = await fetch(url.replace(/^https:\/\/[^/]+/, fal.url));
      expect((await answer.arrayBuffer()).byteLength).to.equal(file.bytes);
      expect(most).to.equal(1);
      const puts = requests.filter(({ method }) => method === 'PUT');
      expect(puts).to.have.length(10);
      const small = await trainer.upload(stored(part), signal);
      expect(small).to.not.equal(url);
      expect(requests.at(-1)?.headers.get('content-length')).to.equal(String(part.length));
    }).timeout(60_000);

    it("tells why FAL refuses an input, in FAL's words", async () => {
      await fal.settings({ schemaErrors: 'submit' });
      const wrong = { endpoint: portrait, input: { steps: 2500 }, signal };
      const error = await rejection(lab().trainer.submit(wrong));
      await fal.settings({ schemaErrors: 'result' });
      expect(error.name).to.equal('TrainerRejected');
      expect(error.message).to.match(/^FAL answered 422: images_data_url: .+/);
      expect(error.message).not.to.contain('http');
    });
  });

  describe('the input of a request', () => {
    const inputOf = (requestId: string) => lab().trainer.inputOf(portrait, requestId, signal);
    afterEach(() => fal.settings({ platform: { access: 'allowed', lists: 'started', payloads: true } }));

    it('contains the address of its archive', async () => {
      await fal.settings({ platform: { lists: 'accepted' } });
      const [one, other] = [await inputOf(await submit()), await inputOf(await submit())];
      expect(one).to.include({ trigger_phrase: 'AISHA' });
      expect(one?.['images_data_url']).to.be.a('string').and.not.equal(other?.['images_data_url']);
    });

    it('is unknown when FAL does not tell it', async () => {
      await fal.settings({ platform: { lists: 'accepted', payloads: false } });
      expect(await inputOf(await submit())).to.equal(null);
      await fal.settings({ platform: { access: 'denied', payloads: true } });
      expect(await inputOf(await submit())).to.equal(null);
    });
  });

  describe('status', () => {
    it('tells the position in the queue, the progress by the logs, and the end', async () => {
      await fal.settings({ queueMs: 100_000_000, queuePosition: 3 });
      const { trainer } = lab();
      const queued = await trainer.status(portrait, await submit(), signal);
      expect(queued).to.have.all.keys('state', 'queuePosition').and.to.include({ state: 'queued' });
      // The position falls with time.
      expect(queued).to.have.property('queuePosition').that.is.within(2, 3);

      await fal.settings({ queueMs: 0, trainingMs: 100_000 });
      const before = Date.now();
      const running = await trainer.status(portrait, await submit(), signal);
      expect(running).to.include({ state: 'running', percent: 0 });
      expect(running)
        .to.have.property('startedAt')
        .that.is.within(before - 1_000, Date.now());
      await fal.settings({ logs: false });
      expect(await trainer.status(portrait, await submit(), signal)).to.deep.equal({ state: 'running' });

      await fal.settings({ trainingMs: 0 });
      expect(await ended(await submit())).to.deep.equal({ state: 'ended' });
    });

    it('throws TrainerRejected for a request that FAL does not know', async () => {
      expect(await rejection(lab().trainer.status(portrait, 'none', signal))).to.have.property(
        'name',
        'TrainerRejected',
      );
    });

    it('asks once, and rethrows any other error', async () => {
      const requestId = await submit();
      for (const kind of [500, 503, 429, 401, 'reset-before']) {
        await fal.fault('status', kind, 10);
        const { trainer, requests } = lab();
        expect(await rejection(trainer.status(portrait, requestId, signal))).to.have.property('name', 'FalUnavailable');
        expect(requests).to.have.length(1);
        await fal.clearFaults();
      }
    });

    it('stops on the signal, and throws its reason', async () => {
      const requestId = await submit();
      await fal.fault('*', 'hang');
      const controller = new AbortController();
      const reason = new Error('stopped');
      const { trainer, requests } = lab();
      const asking = rejection(trainer.status(portrait, requestId, controller.signal));
      await until(
        'the question',
        async () => requests.length,
        (count) => count === 1,
      );
      controller.abort(reason);
      expect(await asking).to.equal(reason);
    });
  });

  describe('result', () => {
    it('opens the weights of a portrait', async () => {
      const requestId = await submit();
      await ended(requestId);
      const { trainer } = lab();
      const { finetuneId, weights } = await trainer.result(portrait, requestId, signal, 'weights');
      expect(finetuneId).to.equal(undefined);
      const { body, length, toldBytes } = await trainer.openWeights(weights ?? expect.fail('no weights'), signal);
      const bytes = await readAll(body);
      expect([length, toldBytes]).to.deep.equal([bytes.length, bytes.length]);
      const header = Number(Buffer.from(bytes).readBigUInt64LE(0));
      expect(JSON.parse(Buffer.from(bytes.subarray(8, 8 + header)).toString())).to.be.an('object');
    });

    it('gives the id of a style', async () => {
      const requestId = await submit('style');
      await ended(requestId, style);
      const result = await lab().trainer.result(style, requestId, signal, 'finetune_id');
      expect(Object.keys(result)).to.deep.equal(['finetuneId']);
      expect(result.finetuneId).to.match(/^[\da-f-]{36}$/);
    });

    it('throws ResultMissing when the result lacks what it should contain', async () => {
      await fal.settings({ outcome: 'no-weights' });
      for (const [type, endpoint, leaves] of [
        ['portrait', portrait, 'weights'],
        ['style', style, 'finetune_id'],
      ] as const) {
        const requestId = await submit(type);
        await ended(requestId, endpoint);
        const error = await rejection(lab().trainer.result(endpoint, requestId, signal, leaves));
        expect(error).to.have.property('name', 'ResultMissing');
      }
    });

    it('throws ResultMissing when the weights are gone, and FalUnavailable when they cannot be fetched now', async () => {
      const requestId = await submit();
      await ended(requestId);
      const { trainer } = lab();
      const { weights } = await trainer.result(portrait, requestId, signal, 'weights');
      for (const [kind, name] of [
        [404, 'ResultMissing'],
        [503, 'FalUnavailable'],
        ['reset-before', 'FalUnavailable'],
      ] as const) {
        await fal.fault('files', kind);
        const error = await rejection(trainer.openWeights(weights ?? expect.fail('no weights'), signal));
        expect(error).to.have.property('name', name);
        expect(error.message).not.to.match(/http|127\.0\.0\.1|safetensors/);
      }
    });

    it("throws TrainerRejected with the model's words when the photos are at fault", async () => {
      const { requestId } = await submitTo(lab().trainer, 'portrait', Buffer.from('no zip'));
      await ended(requestId);
      const error = await rejection(lab().trainer.result(portrait, requestId, signal, 'weights'));
      expect(error.name).to.equal('TrainerRejected');
      expect(error.message).to.match(/^FAL answered 422: images_data_url: /);
      expect(error.message).not.to.match(/http|127\.0\.0\.1/);
    });

    for (const [what, outcome] of [
      ['the model', { status: 500, detail: [{ loc: ['body'], msg: 'out of memory', type: 'internal_server_error' }] }],
      ['a runner', { status: 503, error_type: 'runner_disconnected', detail: 'out of memory' }],
    ] as const) {
      it(`throws TrainingFailed when ${what} has failed`, async () => {
        await fal.settings({ outcome });
        const requestId = await submit();
        await ended(requestId);
        const error = await rejection(lab().trainer.result(portrait, requestId, signal, 'weights'));
        expect(error).to.have.property('name', 'TrainingFailed');
        expect(error.message).to.contain('out of memory');
      });
    }

    it('does not mistake a temporary error for the end of a training', async () => {
      const requestId = await submit();
      await ended(requestId);
      for (const kind of [500, 502, 503, 429, 401, 'reset-before']) {
        await fal.fault('result', kind);
        const error = await rejection(lab().trainer.result(portrait, requestId, signal, 'weights'));
        expect(error, String(kind)).to.have.property('name', 'FalUnavailable');
      }
      // Nor when the status cannot be asked either.
      await fal.fault('result', 503);
      await fal.fault('status', 503);
      expect(await rejection(lab().trainer.result(portrait, requestId, signal, 'weights'))).to.have.property(
        'name',
        'FalUnavailable',
      );
      expect(await lab().trainer.result(portrait, requestId, signal, 'weights')).to.have.property('weights');
    });
  });

  describe('cancel', () => {
    it('tells whether it was requested, came too late, or is unknown to FAL', async () => {
      await fal.settings({ queueMs: 100_000 });
      const queued = await submit();
      expect(await lab().trainer.cancel(portrait, queued)).to.equal('requested');
      await fal.settings({ queueMs: 0 });
      const finished = await submit();
      await ended(finished);
      expect(await lab().trainer.cancel(portrait, finished)).to.equal('already_ended');
      expect(await lab().trainer.cancel(portrait, 'none')).to.equal('unknown');
    });

    it('rethrows errors', async () => {
      for (const kind of [500, 400, 'reset-before']) {
        await fal.fault('cancel', kind);
        expect(await rejection(lab().trainer.cancel(portrait, 'none'))).to.have.property('name', 'FalUnavailable');
      }
    });

    it('ends a training as failed', async () => {
      await fal.settings({ queueMs: 100_000 });
      const requestId = await submit();
      await lab().trainer.cancel(portrait, requestId);
      await ended(requestId);
      expect(await rejection(lab().trainer.result(portrait, requestId, signal, 'weights'))).to.have.property(
        'name',
        'TrainingFailed',
      );
    });
  });
});
