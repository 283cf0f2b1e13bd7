import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { loraWeights } from '../../emulators/fal/safetensors.ts';
import { keys } from '../../src/activities/ports/storage.ts';
import { readAll } from '../../src/activities/streams.ts';
import { until } from '../support/until.ts';
import { rejection } from './adapters/http-stub.ts';
import { ResultLab } from './result-lab.ts';

describe('the result of a training', () => {
  const lab = new ResultLab();

  it('is kept whole, with its hash and the endpoint that draws with it, and the archive goes', async () => {
    const { avatar, request } = await lab.trained();
    const { avatarId } = avatar;
    await lab.storage.put(keys.archive(avatarId, 1), Buffer.from('zip'), 'application/zip');
    const result = await lab.take({ avatar, request });
    const weights = loraWeights(request.requestId);
    const weightsSha256 = createHash('sha256').update(weights).digest('hex');
    const kept = { weightsKey: keys.weights(avatarId), weightsSha256, weightsBytes: weights.length };
    expect(result).to.deep.equal(kept);
    expect(Buffer.compare(Buffer.from(await readAll(await lab.storage.get(keys.weights(avatarId)))), weights)).to.equal(
      0,
    );
    const row = await lab.records.rowOf(avatar);
    expect(row).to.include({ ...kept, finetuneId: null, inferenceEndpoint: 'fal-ai/flux-lora' });
    expect(await lab.storage.size(keys.archive(avatarId, 1))).to.equal(null);
  });

  it('is an id where the trainer keeps the model', async () => {
    const { avatar, request } = await lab.trained({ trainingType: 'style', avatarType: 'style' });
    const { finetuneId } = (await lab.take({ avatar, request })) as { finetuneId?: string };
    expect(finetuneId).to.match(/^[\da-f-]{36}$/);
    const row = await lab.records.rowOf(avatar);
    expect(row).to.include({ finetuneId, weightsKey: null, inferenceEndpoint: 'fal-ai/flux-pro/v1.1-ultra-finetuned' });
    expect(await lab.objects()).to.not.include(keys.weights(avatar.avatarId));
  });

  async function taking(outcome: string, attempt: number) {
    await lab.fal.settings({ outcome });
    const training = await lab.trained();
    const error = await rejection(lab.take(training, attempt));
    expect(error.message).not.to.match(/http|127\.0\.0\.1|safetensors\b/);
    // Neither whole nor in part.
    expect(await lab.objects()).to.deep.equal([]);
    expect(await lab.storage.abortUploads('', 0)).to.equal(0);
    expect(await lab.records.rowOf(training.avatar)).to.include({ weightsKey: null, weightsSha256: null });
    return error;
  }
  beforeEach(() => lab.storage.removeAll(''));

  for (const outcome of ['no-weights', 'missing-weights']) {
    it(`is missing at once: ${outcome}`, async () => {
      expect(await taking(outcome, 1))
        .to.be.instanceOf(ApplicationFailure)
        .and.include({ type: 'result_missing' });
    });
  }

  for (const outcome of ['empty-weights', 'broken-weights', 'html-weights', 'wrong-size-weights']) {
    it(`is fetched three times before it is called damaged, and nothing of it is stored: ${outcome}`, async () => {
      expect(await taking(outcome, 2)).to.have.property('name', 'ResultDamaged');
      expect(await taking(outcome, 3))
        .to.be.instanceOf(ApplicationFailure)
        .and.include({
          type: 'result_damaged',
          nonRetryable: true,
        });
    });
  }

  it('is fetched again, however often, when the download was cut off', async () => {
    const training = await lab.trained();
    await lab.fal.fault('files', 'reset-midway');
    const error = await rejection(lab.take(training, 30));
    expect(error).to.have.property('name', 'FalUnavailable');
    expect(error.message).to.match(/^the weights (broke off|ended) after \d+/);
    expect(await lab.objects()).to.deep.equal([]);
    expect(await lab.take(training, 31)).to.have.property('weightsBytes');
  });

  it('is given up when the activity is', async () => {
    await lab.fal.settings({ fileMs: 60_000 });
    const training = await lab.trained();
    const before = lab.requests.length;
    const cut = rejection(lab.take(training));
    await until(
      'the download',
      async () => lab.requests.slice(before),
      (made) => made.some(({ url }) => url.includes('/files/results/')),
    );
    lab.latest?.cancel();
    expect((await cut).name).to.equal('CancelledFailure');
    expect(await lab.objects()).to.deep.equal([]);
  });
});
