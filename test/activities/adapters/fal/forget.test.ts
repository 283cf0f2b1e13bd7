import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { chooseTrainer } from '../../../../src/domain/training/trainers.ts';
import { until } from '../../../support/until.ts';
import { archiveOf, falLab, submitTo, watchedTrainer } from './lab.ts';
import { rejection } from '../../../support/http-stub.ts';

const portrait = chooseTrainer('portrait').endpoint;
const { signal } = new AbortController();

describe('forgetting a request at FAL', () => {
  let fal: Awaited<ReturnType<typeof falLab>>;
  before(async () => {
    fal = await falLab({ queueMs: 0, trainingMs: 0 });
  });
  beforeEach(() => fal.settings({ platform: { access: 'allowed', admin: true } }));
  afterEach(() => fal.clearFaults());
  after(() => fal.close());

  async function ended(): Promise<string> {
    const { trainer } = watchedTrainer(fal.url);
    const photo = await readFile(new URL('../../../../demo/photos/rocket.jpg', import.meta.url));
    const { requestId } = await submitTo(trainer, 'portrait', await archiveOf(photo));
    const status = () => trainer.status(portrait, requestId, signal);
    await until('the end', status, ({ state }) => state === 'ended');
    return requestId;
  }

  it('deletes request, answer and files by one call of the documented form, and may be repeated', async () => {
    const requestId = await ended();
    const { trainer, requests } = watchedTrainer(fal.url);
    expect(await trainer.forget(requestId, signal)).to.equal('deleted');
    expect(requests.map(({ method, url }) => [method, new URL(url).pathname])).to.deep.equal([
      ['DELETE', `/v1/models/requests/${requestId}/payloads`],
    ]);
    expect(await trainer.forget(requestId, signal)).to.equal('deleted');
    const [submission] = (await fal.submissions()).filter((one) => one['request_id'] === requestId);
    expect(submission?.['input']).to.deep.equal({});
  });

  it('reports a key that may not, and an unknown request', async () => {
    const { trainer } = watchedTrainer(fal.url);
    expect(await trainer.forget('11111111-2222-4333-8444-555555555555', signal)).to.equal('unknown');
    const requestId = await ended();
    await fal.settings({ platform: { admin: false } });
    expect(await trainer.forget(requestId, signal)).to.equal('not_allowed');
  });

  it('is to be tried again after a fault', async () => {
    const { trainer } = watchedTrainer(fal.url);
    const requestId = await ended();
    for (const kind of [503, 429, 'reset-before']) {
      await fal.fault('platform', kind);
      expect(await rejection(trainer.forget(requestId, signal))).to.have.property('name', 'FalUnavailable');
    }
    expect(await trainer.forget(requestId, signal)).to.equal('deleted');
  });

  it('is to be tried again while a file could not be deleted, or the answer cannot be read', async () => {
    for (const body of [
      { cdn_delete_results: [{ link: 'https://v3.fal.media/a', exception: 'busy' }] },
      { ok: true },
    ]) {
      const { trainer } = watchedTrainer(undefined, async () => Response.json(body));
      const error = await rejection(trainer.forget('r-1', signal));
      expect(error).to.have.property('name', 'FalUnavailable');
      expect(String(error)).to.not.include('fal.media');
    }
  });
});
