import { expect } from 'chai';
import type { ErrorDetail } from '../errors.ts';
import type { Outcome } from '../index.ts';
import { control, emulatorLab, photo, PORTRAIT, submitTraining, untilDone, zipOf } from './support.ts';

describe("the model's documented errors", () => {
  const lab = emulatorLab();
  beforeEach(() => control(lab.url, 'settings', { outcome: 'ok', namesImages: 'msg' }));

  // By bare HTTP, since the client repeats a 504.
  async function errorOf(requestId: string) {
    await untilDone(lab.client, PORTRAIT, requestId);
    const headers = { authorization: 'Key x' };
    const answer = await fetch(`${lab.url}/${PORTRAIT}/requests/${requestId}`, { headers });
    const { detail }: { detail: ErrorDetail[] } = JSON.parse(await answer.text());
    return { status: answer.status, headers: answer.headers, detail };
  }
  async function outcome(wanted: Outcome, more: object = {}) {
    await control(lab.url, 'settings', { ...more, outcome: wanted });
    return errorOf(await submitTraining(lab.client));
  }

  for (const [type, status, ctx] of [
    ['internal_server_error', 500, undefined],
    ['generation_timeout', 504, undefined],
    ['downstream_service_error', 400, undefined],
    ['downstream_service_unavailable', 500, undefined],
    ['content_policy_violation', 422, undefined],
    ['no_media_generated', 422, undefined],
    ['image_too_small', 422, { min_height: 512, min_width: 512 }],
    ['image_too_large', 422, { max_height: 1024, max_width: 1024 }],
    ['image_load_error', 422, undefined],
    ['file_download_error', 422, undefined],
    ['face_detection_error', 422, undefined],
    ['file_too_large', 422, { max_size: 10_485_760 }],
    ['feature_not_supported', 422, undefined],
    ['invalid_archive', 422, { supported_extensions: ['.zip'] }],
  ] as const) {
    it(`has ${type}, with its status and context`, async () => {
      const found = await outcome({ type });
      expect(found.status).to.equal(status);
      expect(found.detail).to.have.length(1);
      expect(found.detail[0]).to.include({ type, url: `https://docs.fal.ai/errors/#${type}` });
      expect(found.detail[0]?.ctx).to.deep.equal(ctx);
      expect(found.detail[0]?.loc[0]).to.equal('body');
    });
  }

  it('says in a header whether a retry can help', async () => {
    const { headers } = await outcome({ type: 'internal_server_error', retryable: true });
    expect(headers.get('x-fal-retryable')).to.equal('true');
    expect(headers.get('x-fal-needs-retry')).to.equal('true');
  });

  describe('about pictures of the archive', () => {
    const wanted = { type: 'face_detection_error', images: [2, '4.jpg'] } as const;

    it('names none of them, as documented', async () => {
      const { detail } = await outcome({ ...wanted, images: [...wanted.images] }, { namesImages: 'none' });
      expect(detail).to.have.length(1);
      expect(detail[0]?.loc).to.deep.equal(['body', 'images_data_url']);
      expect(JSON.stringify(detail)).not.to.match(/[24]\.jpg/);
    });

    for (const [where, read] of [
      ['msg', ({ msg }: ErrorDetail) => msg.split(': ').at(-1)],
      ['loc', ({ loc }: ErrorDetail) => loc.at(-1)],
      ['ctx', ({ ctx }: ErrorDetail) => ctx?.['file_name']],
      ['input', ({ input }: ErrorDetail) => input],
    ] as const) {
      it(`names each in ${where}, when set so`, async () => {
        const { detail } = await outcome({ ...wanted, images: [...wanted.images] }, { namesImages: where });
        expect(detail.map(read)).to.deep.equal(['2.jpg', '4.jpg']);
      });
    }

    it('names every picture that is really broken', async () => {
      const zip = await zipOf({ 'a.jpg': await photo(1), 'b.jpg': 'no picture', 'c.jpg': 'none either' });
      const images_data_url = await lab.client.storage.upload(zip);
      await control(lab.url, 'settings', { namesImages: 'loc' });
      const { request_id: requestId } = await lab.client.queue.submit(PORTRAIT, { input: { images_data_url } });
      const { detail } = await errorOf(requestId);
      expect(detail.map(({ type, loc }) => [type, loc.at(-1)])).to.deep.equal([
        ['image_load_error', 'b.jpg'],
        ['image_load_error', 'c.jpg'],
      ]);
    });
  });
});
