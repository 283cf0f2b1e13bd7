import { ValidationError } from '@fal-ai/client';
import { expect } from 'chai';
import {
  apiErrorOf,
  control,
  emulatorLab,
  photo,
  PORTRAIT,
  STYLE,
  submissions,
  untilDone,
  zipOf,
  zipOfPhotos,
} from './support.ts';

describe('what the simulated models refuse', () => {
  const lab = emulatorLab();

  async function refusal(input: Record<string, unknown>, endpoint: string = PORTRAIT) {
    const { request_id: requestId } = await lab.client.queue.submit(endpoint, { input });
    const status = await untilDone(lab.client, endpoint, requestId);
    expect(status).to.include({ status: 'COMPLETED', error: 'Invalid status code: 422' });
    const error = await apiErrorOf(lab.client.queue.result(endpoint, { requestId }));
    if (!(error instanceof ValidationError)) throw new Error('no ValidationError', { cause: error });
    expect(error.requestId).to.equal(requestId);
    const [detail]: { type: string; loc: unknown[]; ctx?: object }[] = error.fieldErrors;
    return detail;
  }

  for (const [what, fields, type, ctx] of [
    ['a text where a number belongs', { steps: 'many' }, 'float_type', undefined],
    ['half a step', { steps: 1.5 }, 'int_from_float', undefined],
    ['too few steps', { steps: 0 }, 'greater_than_equal', { ge: 1 }],
    ['too many steps', { steps: 10_001 }, 'less_than_equal', { le: 10_000 }],
    ['a word where yes or no belongs', { subject_crop: 'yes please' }, 'bool_type', undefined],
  ] as const) {
    it(`is ${what}`, async () => {
      const detail = await refusal({ images_data_url: 'https://example.org/x.zip', ...fields });
      expect(detail).to.include({ type, url: `https://docs.fal.ai/errors/#${type}` });
      expect(detail?.loc).to.deep.equal(['body', Object.keys(fields)[0]]);
      expect(detail?.ctx).to.deep.equal(ctx);
    });
  }

  it('is a mode that the style trainer does not have', async () => {
    const detail = await refusal({ data_url: 'data:,', finetune_comment: 'x', mode: 'portrait' }, STYLE);
    expect(detail?.type).to.equal('one_of');
    expect(detail?.ctx).to.deep.equal({ expected: ['character', 'product', 'style', 'general'] });
  });

  it('is an address where there is no zip', async () => {
    const images_data_url = `${lab.url}/files/00000000-0000-4000-8000-000000000000/photos.zip`;
    expect(await refusal({ images_data_url })).to.include({ type: 'file_download_error', input: images_data_url });
  });

  it('is a file that is not a zip', async () => {
    const images_data_url = await lab.client.storage.upload(new Blob(['not a zip'], { type: 'application/zip' }));
    expect((await refusal({ images_data_url }))?.type).to.equal('invalid_archive');
  });

  it('is a zip without a picture', async () => {
    const images_data_url = await lab.client.storage.upload(await zipOf({ 'readme.txt': 'no photos today' }));
    const detail = await refusal({ images_data_url });
    expect(detail?.type).to.equal('archive_file_count_below_minimum');
    expect(detail?.ctx).to.include({ min_count: 1, provided_count: 0 });
  });

  it('is a file that only claims to be a picture', async () => {
    const zip = await zipOf({ 'a.jpg': await photo(1), 'b.jpg': 'I am a picture' });
    expect((await refusal({ images_data_url: await lab.client.storage.upload(zip) }))?.type).to.equal(
      'image_load_error',
    );
  });

  it('is not a zip sent as a data: address', async () => {
    const zip = Buffer.from(await (await zipOfPhotos(4)).arrayBuffer()).toString('base64');
    const input = { images_data_url: `data:application/zip;base64,${zip}` };
    const { request_id: requestId } = await lab.client.queue.submit(PORTRAIT, { input });
    await untilDone(lab.client, PORTRAIT, requestId);
    await lab.client.queue.result(PORTRAIT, { requestId });
    const seen = (await submissions(lab.url)).at(-1);
    expect(seen).to.include({ request_id: requestId, image_count: 4 });
    expect(seen?.archive?.captions).to.equal(4);
    expect(seen?.input['images_data_url']).to.equal('[redacted]');
  });

  it('is not a field that the model ignores, but the control route shows it', async () => {
    await lab.client.queue.submit<string>(PORTRAIT, {
      input: { images_data_url: 'data:,', webhook_url: 'https://x.org' },
    });
    expect((await submissions(lab.url)).at(-1)?.unknown_fields).to.deep.equal(['webhook_url']);
  });

  it('is refused at submit, if the settings say so', async () => {
    await control(lab.url, 'settings', { schemaErrors: 'submit' });
    const before = await submissions(lab.url);
    const error = await apiErrorOf(lab.client.queue.submit<string>(PORTRAIT, { input: { steps: 1 } }));
    expect(error).to.be.instanceOf(ValidationError);
    expect(await submissions(lab.url)).to.have.length(before.length);
  });
});
