import { expect } from 'chai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createImageGenerator } from '../../../../src/activities/adapters/fal/image-generator.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { FAL_KEY, stored } from './lab.ts';
import { rejection, serve, type HttpStub } from '../../../support/http-stub.ts';

const request = { endpoint: 'fal-ai/flux-lora', requestId: 'r-1' };
const { signal } = new AbortController();

describe("FAL's image generator", () => {
  let server: HttpStub;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let calls: IncomingMessage[];
  before(async () => {
    server = await serve((asked, response) => {
      calls.push(asked);
      answer(asked, response);
    });
  });
  after(() => server.close());
  beforeEach(() => void (calls = []));

  const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const imageGenerator = () =>
    createImageGenerator({ credentials: FAL_KEY, mode: 'test', apiRoot: new URL(server.url) });
  const url = 'https://v3.fal.media/files/b/picture.jpg';

  it('tells whether each picture is safe, and its size', async () => {
    answer = json(200, {
      images: [{ url, width: 768, height: 1024 }, { url }],
      has_nsfw_concepts: [false, true],
      seed: 1,
    });
    const pictures = await imageGenerator().pictures(request, signal);
    expect(pictures.map(({ unsafe, width, height }) => [unsafe, width, height])).to.deep.equal([
      [false, 768, 1024],
      [true, undefined, undefined],
    ]);
    expect(calls[0]?.url).to.equal('/fal-ai/flux-lora/requests/r-1');
  });

  it('opens a picture without sending the key', async () => {
    answer = json(200, { images: [{ url }] });
    const [picture] = await imageGenerator().pictures(request, signal);
    answer = (_, response) => response.end('picture');
    const bytes = await readAll((await picture?.open(signal)) ?? expect.fail());
    expect(Buffer.from(bytes).toString()).to.equal('picture');
    expect(calls.at(-1)?.url).to.equal('/files/b/picture.jpg');
    expect(calls.at(-1)?.headers.authorization).to.equal(undefined);
  });

  for (const [what, status, body] of [
    [
      'finds fault with the input',
      422,
      { detail: [{ loc: ['body', 'prompt'], msg: `no: ${url}`, type: 'value_error' }] },
    ],
    ['has failed', 500, { detail: [{ loc: ['body'], msg: 'out of memory', type: 'internal_server_error' }] }],
    ['had no runner', 503, { detail: 'gone', error_type: 'runner_disconnected' }],
    ['does not know the request', 404, { status: 'NOT_FOUND' }],
    ['left nothing', 200, { images: [] }],
    ['left no address', 200, { images: [{ url: 'soon' }] }],
  ] as const) {
    it(`refuses for good when the model ${what}, and its message contains no address`, async () => {
      answer = json(status, body);
      const error = await rejection(imageGenerator().pictures(request, signal));
      expect(error).to.have.property('name', 'PictureRefused');
      expect(error.message).to.not.match(/http|fal\.media/);
    });
  }

  for (const status of [401, 408, 429, 500, 502, 503]) {
    it(`draws no conclusion about the picture when FAL itself answers ${status}`, async () => {
      answer = json(status, { detail: 'try later' });
      expect(await rejection(imageGenerator().pictures(request, signal))).to.have.property('name', 'FalUnavailable');
      expect(await rejection(imageGenerator().weightsAddress(request, signal))).to.have.property(
        'name',
        'FalUnavailable',
      );
      expect(calls).to.have.length(2);
    });
  }

  it('knows where the weights of a training are, as long as its result exists', async () => {
    answer = json(200, { diffusers_lora_file: { url } });
    expect(await imageGenerator().weightsAddress(request, signal)).to.equal(url);
    for (const gone of [json(404, { status: 'NOT_FOUND' }), json(200, { finetune_id: 'f' })]) {
      answer = gone;
      expect(await imageGenerator().weightsAddress(request, signal)).to.equal(null);
    }
  });

  it('uploads weights that expire, and its failure contains no address', async () => {
    const received: string[] = [];
    answer = (asked, response) => {
      if (asked.method === 'PUT') asked.on('data', (chunk: Buffer) => received.push(chunk.toString()));
      json(200, { upload_url: `${server.url}/put`, file_url: url })(asked, response);
    };
    expect(await imageGenerator().uploadWeights(stored(Buffer.from('weights')), 90_000, signal)).to.equal(url);
    expect(calls[0]?.headers['x-fal-object-lifecycle']).to.equal('{"expiration_duration_seconds":90}');
    expect(received.join('')).to.equal('weights');
    answer = json(500, { detail: `cannot write ${url}` });
    const error = await rejection(imageGenerator().uploadWeights(stored(Buffer.from('weights')), 90_000, signal));
    expect(error.name).to.equal('FalUnavailable');
    expect(error.message).to.not.match(/http|fal\.media/);
  });
});
