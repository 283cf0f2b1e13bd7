import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { RequestTaken, RowsLost, type NewAvatar, type NewTraining } from '../../../src/activities/ports/records.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { PostgresGallery } from '../../../src/entities/readers/gallery.ts';
import { Training } from '../../../src/entities/tables/training.ts';
import { failureOf, validPhoto, userHash } from '../support.ts';
import { recordsLab } from './lab.ts';

const trainer = chooseTrainer('portrait');
const intent = (avatar: NewAvatar, attempt: number): NewTraining => ({
  avatarId: avatar.avatarId,
  attempt,
  trainer,
  falMode: 'test',
  config: { steps: 2500, subject_crop: true, trigger_phrase: 'AISHA' },
});
const requestOf = ({ avatarId }: NewAvatar): string => `request of ${avatarId}`;
const { endpoint } = trainer;

describe('records', () => {
  const lab = recordsLab();

  describe('trainings', () => {
    it('are opened once with what will be sent, in their own row and in the avatar’s', async () => {
      const avatar = await lab.opened();
      await lab.records.openTraining(intent(avatar, 1));
      const before = await lab.rowOf(avatar);
      expect(before).to.include({ falEndpoint: endpoint, falMode: 'test', falRequestId: null, trainingAttempt: 1 });
      expect(before.trainingConfig).to.include({ steps: 2500, trainer: 'flux-lora-portrait', preset: 'balanced' });
      expect(before.trainingStartedAt).to.be.instanceOf(Date);
      await lab.records.saveArchive(intent(avatar, 1), 'https://files/zip');
      await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
      await lab.records.openTraining(intent(avatar, 1));
      const after = await lab.rowOf(avatar);
      expect(after.falRequestId).to.equal(requestOf(avatar));
      expect(after.trainingStartedAt).to.deep.equal(before.trainingStartedAt);
      expect(await lab.records.training(intent(avatar, 1))).to.include({ requestId: requestOf(avatar) });
    });

    it("lose the archive's address as soon as the request is known, or the training has ended", async () => {
      const avatar = await lab.opened();
      for (const attempt of [1, 2]) {
        await lab.records.openTraining(intent(avatar, attempt));
        await lab.records.saveArchive(intent(avatar, attempt), 'https://files/zip');
        expect(await lab.records.training(intent(avatar, attempt))).to.include({ archiveUrl: 'https://files/zip' });
      }
      await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
      await lab.records.endTraining(intent(avatar, 2), 'failed', 'trainer_rejected');
      for (const attempt of [1, 2]) {
        expect(await lab.records.training(intent(avatar, attempt))).to.not.have.property('archiveUrl');
      }
    });

    it('of a new attempt do not carry the request of the one before', async () => {
      const avatar = await lab.opened();
      await lab.records.openTraining(intent(avatar, 1));
      await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
      const first = await lab.rowOf(avatar);
      await lab.records.openTraining(intent(avatar, 2));
      const second = await lab.rowOf(avatar);
      expect(second.falRequestId).to.equal(null);
      expect(second.trainingStartedAt).to.not.deep.equal(first.trainingStartedAt);
      await lab.records.saveRequest(intent(avatar, 1), 'late');
      expect((await lab.rowOf(avatar)).falRequestId).to.equal(null);
    });

    it('of a reopened avatar continue the count', async () => {
      const avatar = await lab.opened();
      await lab.records.openTraining(intent(avatar, 2));
      expect(await lab.records.openAvatar(avatar)).to.include({ attempts: 2 });
    });

    it('that no run finished are returned when the avatar is reopened', async () => {
      const avatar = await lab.opened();
      const unfinished = async () => (await lab.records.openAvatar(avatar)).unfinished;
      await lab.save(avatar, { status: 'training' });
      await lab.records.openTraining(intent(avatar, 1));
      expect(await unfinished(), 'nothing was sent').to.equal(undefined);
      await lab.records.claimSubmission(intent(avatar, 1), 1);
      expect(await unfinished(), 'something may have been').to.equal('in_doubt');
      await lab.records.saveRequest(intent(avatar, 1), 'request');
      const request = { requestId: 'request', endpoint: trainer.endpoint };
      expect(await unfinished()).to.deep.equal(request);
      await lab.records.endTraining(intent(avatar, 1), 'completed');
      expect(await unfinished(), 'its result may not be taken yet').to.deep.equal(request);
      await lab.save(avatar, { status: 'completed' });
      expect(await unfinished()).to.equal(undefined);
      await lab.save(avatar, { status: 'training' });
      await lab.records.endTraining(intent(avatar, 1), 'failed', 'trainer_failed');
      expect(await unfinished()).to.equal(undefined);
    });

    it('grant a claim to one of simultaneous requests, and never again for the same try', async () => {
      const avatar = await lab.opened();
      await lab.records.openTraining(intent(avatar, 1));
      const claim = (tryNumber: number) => lab.records.claimSubmission(intent(avatar, 1), tryNumber);
      const claims = await Promise.all([1, 1, 1, 1].map(claim));
      expect(claims.filter(Boolean)).to.have.length(1);
      expect(await claim(1)).to.equal(false);
      expect(await claim(2)).to.equal(true);
      expect(await claim(1)).to.equal(false);
      await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
      expect(await claim(3)).to.equal(false);
    });

    it('of a deleted avatar do not exist', async () => {
      const avatar = await lab.opened();
      await lab.records.deleteAvatar(avatar.avatarId, avatar.user.telegramId);
      expect(await failureOf(lab.records.openTraining(intent(avatar, 1)))).to.be.instanceOf(RowsLost);
      expect(await lab.records.training(intent(avatar, 1))).to.equal(null);
      expect(await failureOf(lab.records.claimSubmission(intent(avatar, 1), 1))).to.be.instanceOf(RowsLost);
    });

    it('give the usual time once enough of the same kind have completed', async () => {
      const kind = { trainer: trainer.name, preset: trainer.preset, falMode: 'test' } as const;
      const em = lab.orm.em.fork();
      await em.nativeDelete(Training, {});
      for (let minutes = 1; minutes <= 11; minutes += 1) {
        if (minutes === 5) expect(await lab.records.usualTime(kind)).to.equal(null);
        const avatar = await lab.opened();
        await lab.records.openTraining(intent(avatar, 1));
        await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
        await lab.records.endTraining(intent(avatar, 1), 'completed');
        // An hour in the queue before it.
        const startedAt = new Date(Date.now() - minutes * 60_000);
        const submittedAt = new Date(startedAt.getTime() - 3_600_000);
        const times = { submittedAt, startedAt, endedAt: new Date() };
        await em.nativeUpdate(Training, { avatar: avatar.avatarId }, times);
      }
      const [from, to] = (await lab.records.usualTime(kind)) ?? [0, 0];
      expect(from).to.be.closeTo(2 * 60_000, 5_000);
      expect(to).to.be.closeTo(10 * 60_000, 5_000);
      expect(await lab.records.usualTime({ ...kind, preset: 'fast' })).to.equal(null);
      expect(await lab.records.usualTime({ ...kind, falMode: 'live' })).to.equal(null);
    });

    it('with an unknown start do not count for the usual time', async () => {
      const kind = { trainer: trainer.name, preset: trainer.preset, falMode: 'test' } as const;
      await lab.orm.em.fork().nativeDelete(Training, {});
      for (let n = 1; n <= 5; n += 1) {
        const avatar = await lab.opened();
        await lab.records.openTraining(intent(avatar, 1));
        await lab.records.saveRequest(intent(avatar, 1), requestOf(avatar));
        const startedAt = n === 5 ? undefined : Date.now() - 60_000;
        await lab.records.endTraining(intent(avatar, 1), 'completed', undefined, startedAt);
      }
      expect(await lab.records.usualTime(kind)).to.equal(null);
      const avatar = await lab.opened();
      await lab.records.openTraining(intent(avatar, 1));
      await lab.records.endTraining(intent(avatar, 1), 'completed', undefined, Date.now() - 60_000);
      const gallery = new PostgresGallery(lab.orm, userHash);
      for (const usual of [await lab.records.usualTime(kind), await gallery.usualTime(trainer)]) {
        expect(usual?.[0]).to.be.closeTo(60_000, 10_000);
      }
      expect(await gallery.usualTime({ ...trainer, preset: 'fast' })).to.equal(null);
    });

    it("refuse another training's request: neither row is changed", async () => {
      const [avatar, other] = [await lab.opened(), await lab.opened()];
      for (const one of [avatar, other]) await lab.records.openTraining(intent(one, 1));
      await lab.records.saveRequest(intent(other, 1), requestOf(other));
      const taken: unknown = await lab.records
        .saveRequest(intent(avatar, 1), requestOf(other))
        .catch((error: unknown) => error);
      expect(taken).to.be.instanceOf(RequestTaken);
      expect(await lab.records.training(intent(avatar, 1))).to.not.have.property('requestId');
      expect((await lab.rowOf(avatar)).falRequestId).to.equal(null);
      // Another attempt of the same avatar is another training, too.
      await lab.records.openTraining(intent(other, 2));
      const again: unknown = await lab.records
        .saveRequest(intent(other, 2), requestOf(other))
        .catch((error: unknown) => error);
      expect(again).to.be.instanceOf(RequestTaken);
    });

    it('leave their result in the row, with weights of more than 32 bits of bytes', async () => {
      const avatar = await lab.opened();
      const weights = {
        weightsKey: 'avatars/a/weights.safetensors',
        weightsSha256: 'ab12',
        weightsBytes: 5_000_000_000,
      };
      const key = { avatarId: avatar.avatarId, attempt: 1, inference: trainer.inference };
      for (const _ of [1, 2]) expect(await lab.records.saveResult({ ...key, ...weights })).to.equal(true);
      expect(await lab.rowOf(avatar)).to.include({ ...weights, finetuneId: null });
      await lab.records.saveResult({ ...key, finetuneId: 'finetune' });
      expect(await lab.rowOf(avatar)).to.include({ finetuneId: 'finetune', weightsKey: null });
      expect(await lab.records.saveResult({ ...key, avatarId: randomUUID(), ...weights })).to.equal(false);
    });

    describe('may have left an untaken result', () => {
      /** An accepted training of an avatar with a photo. */
      async function accepted() {
        const avatar = await lab.opened();
        await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
        await lab.records.openTraining(intent(avatar, 1));
        await lab.records.saveRequest(intent(avatar, 1), `request-of-${avatar.avatarId}`);
        await lab.records.saveResultUrl(intent(avatar, 1), 'https://v3.fal.media/weights');
        return avatar;
      }
      const untakenOf = async (avatar: NewAvatar) => (await lab.records.openAvatar(avatar)).untaken;

      it('which is known when the avatar is reopened', async () => {
        const avatar = await accepted();
        await lab.records.endTraining(intent(avatar, 1), 'cancelled');
        expect(await untakenOf(avatar)).to.deep.equal({
          requestId: `request-of-${avatar.avatarId}`,
          endpoint: trainer.endpoint,
          attempt: 1,
          lastNumber: 1,
        });
        expect(await lab.records.training(intent(avatar, 1))).to.include({ resultUrl: 'https://v3.fal.media/weights' });
      });

      it('until it is fetched, or there is none, and then lose its address', async () => {
        const [taken, none] = [await accepted(), await accepted()];
        await lab.records.saveResult({ ...intent(taken, 1), finetuneId: 'finetune', inference: trainer.inference });
        await lab.records.endTraining(intent(none, 1), 'failed', 'trainer_failed', undefined, true);
        for (const avatar of [taken, none]) {
          expect(await untakenOf(avatar)).to.equal(undefined);
          expect(await lab.records.training(intent(avatar, 1))).not.to.have.property('resultUrl');
        }
      });

      it('nor of a training that was never accepted', async () => {
        const avatar = await lab.opened();
        await lab.records.openTraining(intent(avatar, 1));
        expect(await untakenOf(avatar)).to.equal(undefined);
      });

      it('until a photo of the training is removed; later photos do not matter', async () => {
        const avatar = await accepted();
        await lab.records.savePhoto(validPhoto(avatar.avatarId, 2));
        await lab.records.removePhoto(avatar.avatarId, 2);
        expect(await untakenOf(avatar)).to.include({ lastNumber: 1 });
        for (const _ of [1, 2]) await lab.records.removePhoto(avatar.avatarId, 1);
        expect(await untakenOf(avatar)).to.equal(undefined);
      });
    });
  });
});
