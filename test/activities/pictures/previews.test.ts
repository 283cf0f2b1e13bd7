import { ApplicationFailure } from '@temporalio/common';
import { expect } from 'chai';
import sharp from 'sharp';
import { createPreviewActivities, type PreviewStep } from '../../../src/activities/pictures/previews.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createAvatarDeletionActivities } from '../../../src/activities/avatar/deletion.ts';
import type { PreviewNews } from '../../../src/activities/ports/messenger.ts';
import { SlowDown, UnknownPicture } from '../../../src/activities/ports/messenger.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import { Readable } from 'node:stream';
import { buffer as readAll } from 'node:stream/consumers';
import type { TrainingRequest } from '../../../src/domain/avatar/life.ts';
import { previewPrompts } from '../../../src/domain/pictures/prompts.ts';
import { rejection } from '../../support/http-stub.ts';
import { ResultLab } from '../avatar/training/result-lab.ts';

const pictures = 2;
/** No photos wait for their removal here. */
const runs = { callOffRemoval: async () => undefined };
const wrong = { loc: ['body', 'prompt'], msg: 'no', type: 'value_error' };

describe('the first pictures of an avatar', () => {
  const lab = new ResultLab();
  const sent: { news: PreviewNews; language: string }[] = [];
  beforeEach(() => void (sent.length = 0));

  function activities(world: Partial<ActivityDeps> = {}) {
    const messenger = {
      async sendPreviews(news: PreviewNews, language: string): Promise<string[]> {
        sent.push({ news, language });
        return news.pictures.map((_, index) => `telegram-${index + 1}`);
      },
    };
    return createPreviewActivities({ ...lab.deps, messenger, ...world } as unknown as ActivityDeps);
  }
  const plan = (avatarId: string, count = pictures) =>
    lab.run(() => activities().planPreviews({ avatarId, pictures: count }));
  const planned = async (avatarId: string): Promise<PreviewStep[]> =>
    (await plan(avatarId)) ?? expect.fail('no avatar');
  const submit = (step: PreviewStep) => lab.run(() => activities().submitPreview(step));
  const receive = (step: PreviewStep, request: TrainingRequest, world: Partial<ActivityDeps> = {}, memory?: unknown) =>
    lab.run(
      () => activities(world).receivePreview({ ...step, request, pollIntervalMs: 50, goneAfterMs: 60_000 }),
      memory,
    );
  const send = (avatarId: string) => lab.run(() => activities().sendPreviews({ avatarId, pictures }));
  const submissions = async (endpoint: string) =>
    (await lab.fal.submissions()).filter((one) => one['endpoint'] === endpoint);
  const rows = (avatarId: string) => lab.deps.previewRecords.previews(avatarId);

  /** Every step of one run. @returns the outcomes */
  async function all(avatarId: string): Promise<(string | null)[]> {
    const outcomes: (string | null)[] = [];
    for (const step of await planned(avatarId)) {
      outcomes.push(await receive(step, step.request ?? (await submit(step))));
    }
    await lab.run(() => activities().forgetWeightsAddress({ avatarId }));
    return outcomes;
  }

  it('are awaited with heartbeats that keep what an earlier attempt found out', async () => {
    const { avatarId } = await lab.made();
    await lab.fal.settings({ inferenceMs: 60_000 });
    const [step] = await planned(avatarId);
    if (!step) return expect.fail('nothing is planned');
    const request = await submit(step);
    const memory = { times: 2, since: 1 };
    lab.left = undefined;
    await rejection(receive(step, request, {}, memory));
    expect(lab.left).to.deep.equal(memory);
  });

  it("are made one by one at its trainer's endpoint, and stored under keys that identify nobody", async () => {
    const { avatarId } = await lab.made();
    const before = (await submissions('fal-ai/flux-lora')).length;
    expect(await all(avatarId)).to.deep.equal(['stored', 'stored']);

    const made = (await submissions('fal-ai/flux-lora')).slice(before).map((one) => one['input']);
    const prompts = previewPrompts('character', 'female').slice(0, 2);
    expect(made.map((input) => (input as { prompt: string }).prompt)).to.deep.equal(prompts);
    expect(made[0]).to.deep.include({ num_images: 1, image_size: 'portrait_4_3', enable_safety_checker: true });

    const found = await rows(avatarId);
    expect(found.map(({ outcome, paidTries, minioKey }) => ({ outcome, paidTries, minioKey }))).to.deep.equal(
      [1, 2].map((number) => ({
        outcome: 'stored',
        paidTries: 1,
        minioKey: `avatars/${avatarId}/previews/${number}.jpg`,
      })),
    );
    const picture = await sharp(await readAll(await lab.storage.get(keys.preview(avatarId, 1)))).metadata();
    expect(picture).to.include({ format: 'jpeg', width: 768, height: 1024 });
    const [row] = await lab.records.orm.em
      .getConnection()
      .execute<Record<string, unknown>[]>('select * from previews where avatar_id = ? and number = 1', [avatarId]);
    expect(row).to.include({ width: 768, height: 1024, endpoint: 'fal-ai/flux-lora' });
  });

  const goings: [who: string, goes: (avatarId: string) => Promise<unknown>][] = [
    ['they', async (avatarId) => lab.deps.records.beginAvatarDeletion(avatarId, await ownerOf(avatarId))],
    [
      'all that is kept of their person',
      async (avatarId) => lab.deps.records.beginDeletion(await ownerOf(avatarId), 'en'),
    ],
  ];
  const ownerOf = async (avatarId: string) =>
    (await lab.deps.previewRecords.previewSubject(avatarId))?.telegramId ?? expect.fail('no avatar');
  for (const [who, goes] of goings) {
    it(`are neither planned nor submitted while ${who} is being deleted`, async () => {
      const { avatarId } = await lab.made();
      const [first, second] = await planned(avatarId);
      if (!first || !second) return expect.fail('no steps');
      const before = (await submissions('fal-ai/flux-lora')).length;
      await goes(avatarId);
      expect(await plan(avatarId)).to.equal(null);
      expect(await rejection(submit(first))).to.include({ type: 'PreviewRefused' });
      expect(await lab.deps.previewRecords.claimPreview(second), 'right before it is sent').to.equal(false);
      expect(await submissions('fal-ai/flux-lora')).to.have.length(before);
    });
  }

  it('are made by id when FAL keeps the model, without an upload', async () => {
    const { avatarId } = await lab.made({ trainingType: 'style', avatarType: 'style' });
    const endpoint = 'fal-ai/flux-pro/v1.1-ultra-finetuned';
    const before = (await submissions(endpoint)).length;
    expect(await all(avatarId)).to.deep.equal(['stored', 'stored']);
    const made = (await submissions(endpoint)).slice(before).map((one) => one['input']);
    expect(made).to.have.length(2);
    expect(made[0]).to.include({ aspect_ratio: '3:4', finetune_strength: 1, num_images: 1 });
    expect(await lab.deps.previewRecords.previewSubject(avatarId)).to.not.have.property('weightsUrl');
  });

  it("are made from FAL's own copy of the weights, whose address is neither shown nor kept", async () => {
    const { avatarId } = await lab.made();
    const steps = await planned(avatarId);
    const { weightsUrl } = (await lab.deps.previewRecords.previewSubject(avatarId)) ?? {};
    expect(weightsUrl?.url).to.match(/\/files\/results\/.+\.safetensors$/);
    expect(JSON.stringify(steps)).to.not.match(/http|safetensors/);
    await lab.run(() => activities().forgetWeightsAddress({ avatarId }));
    expect(await lab.deps.previewRecords.previewSubject(avatarId)).to.not.have.property('weightsUrl');
  });

  it('are made from an uploaded, expiring copy when FAL has none, or a picture has failed before', async () => {
    const training = await lab.trained();
    await lab.keep(training);
    const { avatarId } = training.avatar;
    const imageGenerator = { ...lab.deps.imageGenerator, weightsAddress: async () => null };
    await lab.run(() => activities({ imageGenerator }).planPreviews({ avatarId, pictures }));
    const uploaded = (await lab.deps.previewRecords.previewSubject(avatarId))?.weightsUrl;
    expect(uploaded?.url).to.match(/\/files\/[\da-f-]{36}\/weights\.safetensors$/);
    expect(uploaded?.until).to.be.within(Date.now() + 23 * 3_600_000, Date.now() + 24 * 3_600_000);
    expect(await all(avatarId)).to.deep.equal(['stored', 'stored']);

    const { avatarId: other } = await lab.made();
    await lab.fal.settings({ outcome: { status: 422, detail: [wrong] } });
    expect(await all(other)).to.deep.equal(['failed', 'failed']);
    await lab.fal.settings({ outcome: 'ok' });
    await planned(other);
    const second = (await lab.deps.previewRecords.previewSubject(other))?.weightsUrl;
    expect(second?.url).to.match(/\/files\/[\da-f-]{36}\/weights\.safetensors$/);
  });

  it('are not read when the stored object is larger than any picture', async () => {
    const { avatarId } = await lab.made();
    await all(avatarId);
    const large = { get: async () => Readable.from([Buffer.alloc(10 * 1024 * 1024), Buffer.alloc(1)]) };
    const storage = large as unknown as ActivityDeps['storage'];
    const error = await rejection(lab.run(() => activities({ storage }).sendPreviews({ avatarId, pictures })));
    expect(error).to.include({ type: 'TooManyBytes', nonRetryable: true });
  });

  it('are sent again by file_id, and from storage when Telegram no longer knows it', async () => {
    const { avatarId } = await lab.made();
    await all(avatarId);
    await send(avatarId);
    expect((await rows(avatarId)).map(({ fileId }) => fileId)).to.deep.equal(['telegram-1', 'telegram-2']);
    const storage = { get: () => Promise.reject(new Error('storage was asked')) } as unknown as ActivityDeps['storage'];
    await lab.run(() => activities({ storage }).sendPreviews({ avatarId, pictures }));
    expect(sent[1]?.news.pictures).to.deep.equal(['telegram-1', 'telegram-2']);

    const tried: PreviewNews['pictures'][] = [];
    const sendPreviews = async (news: PreviewNews) => {
      tried.push(news.pictures);
      if (news.pictures.some((one) => typeof one === 'string')) throw new UnknownPicture('another bot');
      return ['new-1', 'new-2'];
    };
    const messenger = { sendPreviews } as unknown as ActivityDeps['messenger'];
    await lab.run(() => activities({ messenger }).sendPreviews({ avatarId, pictures }));
    expect(tried.map((one) => one.map((picture) => typeof picture))).to.deep.equal([
      ['string', 'string'],
      ['object', 'object'],
    ]);
    expect((await rows(avatarId)).map(({ fileId }) => fileId)).to.deep.equal(['new-1', 'new-2']);
  });

  it('are made once: existing ones are sent again without another payment', async () => {
    const { avatarId } = await lab.made();
    await all(avatarId);
    const before = (await lab.fal.submissions()).length;
    expect(await plan(avatarId)).to.deep.equal([]);
    await send(avatarId);
    await send(avatarId);
    expect((await lab.fal.submissions()).length).to.equal(before);
    expect(sent.map(({ news }) => news.pictures.length)).to.deep.equal([2, 2]);
  });

  it('are neither kept nor sent when FAL marks them as unsafe, and may be requested three times', async () => {
    const { avatarId } = await lab.made();
    for (let time = 1; time <= 3; time += 1) {
      await lab.fal.settings({ nsfw: true });
      expect(await all(avatarId)).to.deep.equal(['unsafe', 'unsafe']);
      await send(avatarId);
      expect(sent.at(-1)?.news).to.deep.include({ pictures: [], wanted: 2, mayTryAgain: time < 3 });
    }
    expect(await lab.objects()).to.not.include(keys.preview(avatarId, 1));
    expect(await plan(avatarId)).to.deep.equal([]);
    expect((await rows(avatarId)).map(({ paidTries }) => paidTries)).to.deep.equal([3, 3]);
  });

  it('are sent to their owner, in the owner’s language, with the avatar’s present name', async () => {
    const { avatarId, user: person } = await lab.made();
    await all(avatarId);
    await lab.deps.records.renameAvatar(avatarId, person.telegramId, { name: 'Анна Вторая' });
    expect(await send(avatarId)).to.equal(2);
    const [{ news, language } = expect.fail('nothing was sent')] = sent;
    expect(language).to.equal('ru');
    expect(news).to.include({ telegramId: person.telegramId, name: 'Анна Вторая', wanted: 2, mayTryAgain: false });
    expect(Buffer.from(news.pictures[1] ?? []).toString('hex', 0, 3)).to.equal('ffd8ff');
    const sendPreviews = () => Promise.reject(new SlowDown(7_000));
    const messenger = { sendPreviews } as unknown as ActivityDeps['messenger'];
    const error = await rejection(lab.run(() => activities({ messenger }).sendPreviews({ avatarId, pictures })));
    expect(error).to.include({ type: 'SlowDown', nextRetryDelay: 7_000 });
  });

  it('are not sent to an owner who has blocked the bot, and wait in the gallery', async () => {
    const { avatarId, user: person } = await lab.made();
    await all(avatarId);
    const messenger = { sendPreviews: async () => null } as unknown as ActivityDeps['messenger'];
    expect(await lab.run(() => activities({ messenger }).sendPreviews({ avatarId, pictures }))).to.equal(2);
    expect(await lab.deps.records.addressee(person.telegramId)).to.include({ blocked: true });
    expect(await send(avatarId)).to.equal(2);
    expect(sent).to.deep.equal([]);
    await lab.deps.records.setBlocked(person.telegramId, false);
    await send(avatarId);
    expect(sent).to.have.length(1);
  });

  describe('when a submission goes wrong', () => {
    const refusal = async (work: Promise<unknown>) => {
      const error = await rejection(work);
      expect(error).to.be.instanceOf(ApplicationFailure).and.have.property('nonRetryable', true);
      expect(error.message).to.not.match(/http|safetensors/);
      return (error as ApplicationFailure).type;
    };

    it('is not repeated when its answer is lost, and counts as paid', async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      const before = (await lab.fal.submissions()).length;
      await lab.fal.fault('submit', 'reset-after-accepting');
      expect(await refusal(submit(step))).to.equal('SubmissionUnconfirmed');
      expect(await refusal(submit(step))).to.equal('SubmissionUnconfirmed');
      expect(await lab.run(() => activities().settlePreview(step))).to.deep.equal({ fate: 'unconfirmed' });
      expect(await lab.run(() => activities().settlePreview(step))).to.deep.equal({ fate: 'unconfirmed' });
      expect((await lab.fal.submissions()).length).to.equal(before + 1);
      const [row] = await rows(avatarId);
      expect(row).to.include({ outcome: 'unconfirmed', paidTries: 1 });
      // Another request is another try.
      expect((await planned(avatarId))[0]).to.deep.equal({ avatarId, number: 1, tryNumber: 2 });
    });

    it('may be tried again when FAL is busy', async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      await lab.fal.fault('submit', 429);
      expect(await refusal(submit(step))).to.equal('TrainerBusy');
      expect(await submit({ ...step, tryNumber: 2 })).to.have.property('requestId');
      expect((await rows(avatarId))[0]).to.include({ paidTries: 1, claimedTry: 2 });
    });

    it('is settled as never sent when it was not claimed, and can no longer be claimed', async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      expect(await lab.run(() => activities().settlePreview(step))).to.deep.equal({ fate: 'never_sent' });
      expect(await refusal(submit(step))).to.equal('SubmissionUnconfirmed');
    });

    it('is settled as accepted when its request was saved, and the next run receives it without another submission', async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      const request = await submit(step);
      expect(await lab.run(() => activities().settlePreview(step))).to.deep.equal({ fate: 'accepted', request });
      expect((await planned(avatarId))[0]).to.deep.equal({ ...step, request });
      expect((await rows(avatarId))[0]).to.have.property('paidTries', 1);
    });

    it('costs nothing while the database is down', async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      const before = (await lab.fal.submissions()).length;
      const previewSubject = () => Promise.reject(new Error('the database is away'));
      const previewRecords = { ...lab.deps.previewRecords, previewSubject };
      expect(await refusal(lab.run(() => activities({ previewRecords }).submitPreview(step)))).to.equal('TrainerBusy');
      expect((await lab.fal.submissions()).length).to.equal(before);
    });

    it("is refused for good when the input breaks FAL's schema", async () => {
      const { avatarId } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      await lab.fal.fault('submit', 422);
      expect(await refusal(submit(step))).to.equal('PreviewRefused');
      expect((await rows(avatarId))[0]).to.include({ outcome: 'failed', paidTries: 0 });
    });
  });

  describe('when a picture goes wrong', () => {
    async function submitted() {
      const { avatarId, user: person } = await lab.made();
      const [step = expect.fail()] = await planned(avatarId);
      return { avatarId, person, step, request: await submit(step) };
    }

    it('is polled again while it is being made', async () => {
      await lab.fal.settings({ inferenceMs: 60_000 });
      const { step, request } = await submitted();
      expect(await rejection(receive(step, request))).to.include({ type: 'StillTraining', nextRetryDelay: 50 });
    });

    it('is downloaded again after an interrupted download', async () => {
      const { step, request } = await submitted();
      await lab.fal.fault('files', 'reset-midway');
      expect(await rejection(receive(step, request))).to.have.property('name', 'FalUnavailable');
      expect(await receive(step, request)).to.equal('stored');
    });

    it('is still looked for while FAL did not find it only for moments: it was paid for', async () => {
      const { step, request, avatarId } = await submitted();
      for (const operation of ['status', 'result', 'files']) {
        await lab.fal.fault(operation, 404);
        await rejection(receive(step, request));
        expect(lab.left, operation).to.include({ times: 1 });
        await rejection(receive(step, { ...request, requestId: 'none' }, {}, { times: 9, since: Date.now() }));
      }
      expect((await rows(avatarId))[0])
        .to.include({ requestId: request.requestId })
        .and.not.have.property('outcome');
      expect(await receive(step, request)).to.equal('stored');
    });

    it('has failed when FAL repeatedly does not find it, or it is no JPEG', async () => {
      const { step, request, avatarId } = await submitted();
      const before = { times: 2, since: 0 };
      expect(await receive(step, { ...request, requestId: 'none' }, {}, before)).to.equal('failed');
      expect((await rows(avatarId))[0]).to.include({ outcome: 'failed' });
      await lab.fal.fault('files', 404);
      expect(await receive(step, request, {}, before)).to.equal('failed');
      const imageGenerator = {
        ...lab.deps.imageGenerator,
        pictures: async () => [{ unsafe: false, open: async () => lab.storage.get(keys.weights(avatarId)) }],
      };
      expect(await receive(step, request, { imageGenerator })).to.equal('failed');
      expect(await lab.objects()).to.not.include(keys.preview(avatarId, 1));
    });

    it('is kept nowhere when the avatar was deleted while it was made', async () => {
      const { step, request, avatarId, person } = await submitted();
      const deletion = createAvatarDeletionActivities({ ...lab.deps, runs } as unknown as ActivityDeps);
      let deleted: boolean | undefined;
      const storage = {
        ...lab.storage,
        // The last moment at which it may happen.
        async put(...args: Parameters<typeof lab.storage.put>) {
          deleted = await deletion.deleteAvatar({ avatarId, telegramId: person.telegramId });
          await lab.storage.put(...args);
        },
      };
      expect(await receive(step, request, { storage })).to.equal(null);
      expect(deleted).to.equal(true);
      expect((await lab.objects()).filter((key) => key.includes(avatarId))).to.deep.equal([]);
      expect(await plan(avatarId)).to.equal(null);
      expect(await send(avatarId)).to.equal(null);
      expect(sent).to.deep.equal([]);
    });

    it('is deleted with an avatar that is deleted a moment later', async () => {
      const { step, request, avatarId, person } = await submitted();
      const outcomes: (string | null)[] = [];
      const storage = {
        ...lab.storage,
        // After its objects are removed, and before its rows are.
        async removeAll(prefix: string) {
          const removed = await lab.storage.removeAll(prefix);
          if (outcomes.length === 0) outcomes.push(await receive(step, request));
          return removed;
        },
      };
      const deletion = createAvatarDeletionActivities({ ...lab.deps, storage, runs } as unknown as ActivityDeps);
      await lab.run(() => deletion.deleteAvatar({ avatarId, telegramId: person.telegramId }));
      expect(outcomes).to.deep.equal(['stored']);
      expect((await lab.objects()).filter((key) => key.includes(avatarId))).to.deep.equal([]);
    });
  });
});
