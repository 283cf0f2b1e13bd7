import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { loraWeights } from '../../../../emulators/fal/safetensors.ts';
import { keys } from '../../../../src/activities/lib/storage-keys.ts';
import { createResultActivities } from '../../../../src/activities/avatar/training/results.ts';
import { buffer as readAll } from 'node:stream/consumers';
import { until } from '../../../support/until.ts';
import { rejection } from '../../../support/http-stub.ts';
import { ResultLab } from './result-lab.ts';

describe('the result of a training', () => {
  const lab = new ResultLab();

  it('is stored completely, with its hash and its inference endpoint, and the archive is removed', async () => {
    const { avatar, request } = await lab.trained();
    const { avatarId } = avatar;
    await lab.storage.put(keys.archive(avatarId, 1), Buffer.from('zip'), 'application/zip');
    const { taken: result, saved } = await lab.keep({ avatar, request });
    expect(saved).to.equal(true);
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

  it('is an id when the trainer keeps the model', async () => {
    const { avatar, request } = await lab.trained({ trainingType: 'style', avatarType: 'style' });
    const { finetuneId } = (await lab.keep({ avatar, request })).taken;
    expect(finetuneId).to.match(/^[\da-f-]{36}$/);
    const row = await lab.records.rowOf(avatar);
    expect(row).to.include({ finetuneId, weightsKey: null, inferenceEndpoint: 'fal-ai/flux-pro/v1.1-ultra-finetuned' });
    expect(await lab.objects()).to.not.include(keys.weights(avatar.avatarId));
  });

  async function taking(outcome: string, memory?: unknown) {
    await lab.fal.settings({ outcome });
    const training = await lab.trained();
    const error = await rejection(lab.take(training, memory, { goneAfterMs: 0 }));
    expect(error.message).not.to.match(/http|127\.0\.0\.1|safetensors\b/);
    // Neither whole nor in part.
    expect(await lab.objects()).to.deep.equal([]);
    expect(await lab.storage.abortUploads('', 0)).to.equal(0);
    expect(await lab.records.rowOf(training.avatar)).to.include({ weightsKey: null, weightsSha256: null });
    return error;
  }
  beforeEach(() => lab.storage.removeAll(''));

  it('is missing at once when the trainer says that there is none', async () => {
    expect(await taking('no-weights'))
      .to.be.instanceOf(ApplicationFailure)
      .and.include({ type: 'result_missing' });
  });

  it('is missing when its address is not found repeatedly, over a time', async () => {
    expect(await taking('missing-weights')).to.have.property('name', 'ResultMissing');
    const { missed } = lab.left as { missed: { times: number; since: number } };
    expect(missed).to.include({ times: 1 });
    const before = { damaged: 0, missed: { ...missed, times: 2 } };
    expect(await taking('missing-weights', before)).to.include({ type: 'result_missing', nonRetryable: true });
  });

  it('is still looked for while it was not found only for moments', async () => {
    await lab.fal.settings({ outcome: 'missing-weights' });
    const memory = { damaged: 0, missed: { times: 30, since: Date.now() } };
    const error = await rejection(lab.take(await lab.trained(), memory));
    expect(error).to.have.property('name', 'ResultMissing');
    expect(lab.left).to.have.nested.property('missed.times', 31);
  });

  for (const outcome of ['empty-weights', 'broken-weights', 'html-weights', 'wrong-size-weights']) {
    it(`is damaged after three damaged downloads, and nothing is stored: ${outcome}`, async () => {
      expect(await taking(outcome, { damaged: 1 })).to.have.property('name', 'ResultDamaged');
      expect(lab.left).to.deep.equal({ damaged: 2 });
      expect(await taking(outcome, lab.left)).to.include({ type: 'result_damaged', nonRetryable: true });
    });
  }

  it('is not damaged when storage is down, however often', async () => {
    await lab.fal.settings({ outcome: 'broken-weights' });
    const training = await lab.trained();
    const { storage } = lab.deps;
    const putStream = async (): Promise<never> => {
      throw new Error('storage is away');
    };
    lab.deps = { ...lab.deps, storage: { ...storage, putStream } };
    let memory: unknown;
    for (const _ of [1, 2, 3, 4]) {
      const error = await rejection(lab.take(training, memory, { since: 0 }));
      expect(error).to.have.property('message', 'storage is away');
      memory = lab.left;
    }
    lab.deps = { ...lab.deps, storage };
    expect(await rejection(lab.take(training, memory))).to.have.property('name', 'ResultDamaged');
    expect(lab.left, 'one damaged body is one').to.deep.equal({ damaged: 1 });
  });

  it('is fetched again after an interrupted download, however often', async () => {
    const training = await lab.trained();
    await lab.fal.fault('files', 'reset-midway');
    const error = await rejection(lab.take(training));
    expect(error).to.have.property('name', 'FalUnavailable');
    expect(error.message).to.match(/^the weights (broke off|ended) after \d+/);
    expect(await lab.objects()).to.deep.equal([]);
    expect(await lab.take(training)).to.have.property('weightsBytes');
  });

  it('is given up when the trainer has not given it for as long as it surely keeps it', async () => {
    const training = await lab.trained();
    await lab.fal.fault('result', 503, 2);
    const now = Date.now();
    expect(await rejection(lab.take(training, undefined, { since: now - 1_000, patienceMs: 60_000 }))).to.have.property(
      'name',
      'FalUnavailable',
    );
    expect(await rejection(lab.take(training, undefined, { since: now - 1_000, patienceMs: 500 }))).to.include({
      type: 'result_missing',
    });
  });

  it('is fetched from its saved address when the trainer no longer answers, although storage was down before', async () => {
    const training = await lab.trained();
    const { storage } = lab.deps;
    const putStream = async (): Promise<never> => {
      throw new Error('storage is away');
    };
    lab.deps = { ...lab.deps, storage: { ...storage, putStream } };
    await rejection(lab.take(training));
    lab.deps = { ...lab.deps, storage };
    for (const kind of [404, 503]) {
      await lab.fal.fault('result', kind);
      await lab.fal.fault('status', kind);
      expect(await lab.take(training), String(kind)).to.have.property('weightsBytes');
      await lab.fal.clearFaults();
    }
  });

  it('can be dropped when the avatar was deleted meanwhile', async () => {
    const training = await lab.trained();
    const { avatarId, user: person } = training.avatar;
    await lab.deps.records.deleteAvatar(avatarId, person.telegramId);
    expect(await lab.keep(training)).to.have.property('saved', false);
    await lab.run(() => createResultActivities(lab.deps).dropResult({ avatarId }));
    expect(await lab.objects()).to.deep.equal([]);
  });

  it('is no longer fetched when the activity is cancelled', async () => {
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
