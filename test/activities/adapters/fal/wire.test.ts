import { expect } from 'chai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { createFalFetch } from '../../../../src/activities/adapters/fal/fetch.ts';
import { createTrainer } from '../../../../src/activities/adapters/fal/trainer.ts';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { addressOf, FAL_KEY, submitTo, watchedTrainer } from './lab.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { closedUrl, rejection, serve, type HttpStub } from '../../../support/http-stub.ts';

const { endpoint } = chooseTrainer('portrait');
const { signal } = new AbortController();
const zip = Buffer.from('zip');

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

function redirect(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(307, { location: `${request.url}/again` }).end();
}

const uploadAddresses = {
  upload_url: 'https://v3.fal.media/put?sig=SECRET',
  file_url: 'https://v3.fal.media/files/SECRET.zip',
};

/** A server that accepts uploads, and answers everything else as told: more misbehaviour than the emulator has. */
describe('the FAL trainer adapter on the wire', () => {
  let server: HttpStub;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let posts = 0;

  before(async () => {
    server = await serve((request, response) => {
      const url = request.url ?? '';
      request.resume().once('end', () => {
        if (url.startsWith('/storage/upload/initiate')) json(200, uploadAddresses)(request, response);
        else if (url.startsWith('/put')) response.end();
        else {
          if (request.method === 'POST') posts += 1;
          answer(request, response);
        }
      });
    });
  });
  after(() => server.close());

  async function submission(given: typeof answer) {
    answer = given;
    posts = 0;
    const { trainer } = watchedTrainer(server.url);
    const error = await rejection(submitTo(trainer, 'portrait', zip));
    return { name: error.name, message: error.message, error, posts };
  }

  for (const [what, given, name] of [
    [
      'cuts its answer off',
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
        response.write('{"request_id":');
        setImmediate(() => response.destroy());
      },
      'SubmissionUnconfirmed',
    ],
    ['answers with no JSON', json(200, undefined), 'SubmissionUnconfirmed'],
    ['answers without a request id', json(200, { status: 'IN_QUEUE' }), 'SubmissionUnconfirmed'],
    ['sends the request elsewhere', redirect, 'SubmissionUnconfirmed'],
    ['is a proxy with a 503 of its own', json(503, { message: 'upstream reset' }), 'SubmissionUnconfirmed'],
    ['lost the runner', json(503, { detail: 'gone', error_type: 'runner_disconnected' }), 'SubmissionUnconfirmed'],
    [
      'says in a header alone that it has no runner',
      (_request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(503, { 'x-fal-error-type': 'runner_scheduling_failure' }).end('no JSON');
      },
      'TrainerBusy',
    ],
    ['has no runner', json(503, { detail: 'none', error_type: 'runner_scheduling_failure' }), 'TrainerBusy'],
    ['limits the rate', json(429, { detail: 'slow down' }), 'TrainerBusy'],
    ['did not get the whole request', json(408, {}), 'TrainerBusy'],
    ['locks the account', json(403, { detail: 'User is locked. Reason: Exhausted balance.' }), 'TrainerRejected'],
  ] as const) {
    it(`makes one POST for a submission, and throws ${name}, when FAL ${what}`, async () => {
      expect(await submission(given)).to.include({ name, posts: 1 });
    });
  }

  it("fails every request with the error name that FAL's client never repeats", async () => {
    answer = json(503, {});
    const falFetch = createFalFetch({ apiRoot: undefined, fetch, signal });
    for (const address of [server.url, await closedUrl()]) {
      expect(await rejection(falFetch(address, { method: 'POST' }))).to.have.property('name', 'AbortError');
    }
  });

  it('throws TrainerBusy when it cannot connect: nothing was sent', async () => {
    const nowhere = await closedUrl();
    const cut: typeof fetch = (input, init) => {
      const submits = addressOf(input).includes(endpoint);
      return fetch(submits ? `${nowhere}/${endpoint}` : input, init);
    };
    const watched = watchedTrainer(server.url, cut);
    const error = await rejection(submitTo(watched.trainer, 'portrait', zip));
    expect(error).to.include({ name: 'TrainerBusy', message: 'FAL gave no answer: ECONNREFUSED' });
    expect(watched.posts(endpoint)).to.equal(1);

    const nameless: typeof fetch = (input, init) =>
      fetch(addressOf(input).includes(endpoint) ? 'http://fal.invalid/' : input, init);
    const unnamed = watchedTrainer(server.url, nameless).trainer;
    expect(await rejection(submitTo(unnamed, 'portrait', zip))).to.have.property('name', 'TrainerBusy');
  });

  it("throws errors with FAL's words, but without addresses and the key", async () => {
    const detail = [
      {
        loc: ['body', 'images_data_url'],
        msg: `cannot fetch https://v3.fal.media/files/SECRET.zip with Key ${FAL_KEY}`,
        type: 'file_download_error',
        input: 'https://v3.fal.media/files/SECRET.zip',
      },
    ];
    const { error } = await submission(json(422, { detail }));
    expect(error.message).to.equal('FAL answered 422: images_data_url: cannot fetch … with …');
    expect(inspect(error, { depth: 10, showHidden: true })).not.to.match(/SECRET|66666666/);
  });

  it('opens weights at their FAL address through the server that replaces FAL, without the key', async () => {
    let asked: IncomingMessage | undefined;
    answer = (request, response) => {
      if (request.url?.startsWith('/files/')) {
        asked = request;
        response.end('weights');
      } else
        json(200, { diffusers_lora_file: { url: 'https://v3.fal.media/files/a/lora.safetensors?x=1' } })(
          request,
          response,
        );
    };
    const { trainer } = watchedTrainer(server.url);
    const { weights } = await trainer.result(endpoint, 'r-1', signal, 'weights');
    const { body, ...sizes } = await trainer.openWeights(weights ?? expect.fail('no weights'), signal);
    expect(Buffer.from(await readAll(body)).toString()).to.equal('weights');
    expect(sizes).to.deep.equal({ length: 7 });
    expect(asked?.url).to.equal('/files/a/lora.safetensors?x=1');
    expect(asked?.headers.authorization).to.equal(undefined);
  });

  it('accepts neither an invented nor an incomplete address of weights', async () => {
    for (const diffusers_lora_file of [undefined, null, {}, { url: '' }, { url: 'soon' }, 'https://v3.fal.media/a']) {
      answer = json(200, { diffusers_lora_file, finetune_id: 'not asked for' });
      const error = await rejection(watchedTrainer(server.url).trainer.result(endpoint, 'r-1', signal, 'weights'));
      expect(error).to.have.property('name', 'ResultMissing');
    }
  });

  it('throws on an unknown status', async () => {
    for (const given of [json(200, { status: 'FAILED' }), json(200, []), redirect]) {
      answer = given;
      const error = await rejection(watchedTrainer(server.url).trainer.status(endpoint, 'r-1', signal));
      expect(error).to.have.property('name', 'FalUnavailable');
    }
  });

  it('understands every answer to a cancel', async () => {
    for (const [status, word, meaning] of [
      [202, 'CANCELLATION_REQUESTED', 'requested'],
      [200, 'OK', 'requested'],
      [200, 'ALREADY_COMPLETED', 'already_ended'],
      [400, 'ALREADY_COMPLETED', 'already_ended'],
      [200, 'NOT_FOUND', 'unknown'],
      [404, 'NOT_FOUND', 'unknown'],
    ] as const) {
      answer = json(status, { status: word });
      expect(await watchedTrainer(server.url).trainer.cancel(endpoint, 'r-1')).to.equal(meaning);
    }
  });

  it("calls FAL's own hosts, with the key, when no other server is configured", async () => {
    const called: string[] = [];
    const fake: typeof fetch = async (input, init) => {
      called.push(`${new URL(addressOf(input)).origin} ${new Headers(init?.headers).get('authorization')}`);
      return new Response('{"status":"COMPLETED"}', { headers: { 'content-type': 'application/json' } });
    };
    const trainer = createTrainer({ credentials: FAL_KEY, mode: 'live', fetch: fake });
    expect(trainer.mode).to.equal('live');
    expect(await trainer.status(endpoint, 'r-1', signal)).to.deep.equal({ state: 'ended' });
    expect(called).to.deep.equal([`https://queue.fal.run Key ${FAL_KEY}`]);
  });
});
