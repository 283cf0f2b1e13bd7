import { expect } from 'chai';
import type { NewAvatar } from '../../../../src/activities/ports/records.ts';
import { recordsLab } from './lab.ts';

const intent = (avatar: NewAvatar, attempt: number) => ({
  avatarId: avatar.avatarId,
  attempt,
  endpoint: 'fal-ai/flux-lora-portrait-trainer',
  falMode: 'test' as const,
  config: { steps: 2500, subject_crop: true, trigger_phrase: 'AISHA' },
});

describe('records', () => {
  const lab = recordsLab();

  describe('trainings', () => {
    it('are written before and after the submission, and repeat without effect', async () => {
      const avatar = await lab.opened();
      await lab.records.saveTraining(intent(avatar, 1));
      const before = await lab.rowOf(avatar);
      expect(before).to.include({ falEndpoint: intent(avatar, 1).endpoint, falMode: 'test', falRequestId: null });
      expect(before.trainingConfig).to.deep.equal(intent(avatar, 1).config);
      expect(before.trainingStartedAt).to.be.instanceOf(Date);
      await lab.records.saveTraining({ ...intent(avatar, 1), requestId: 'request' });
      await lab.records.saveTraining(intent(avatar, 1));
      const after = await lab.rowOf(avatar);
      expect(after.falRequestId).to.equal('request');
      expect(after.trainingStartedAt).to.deep.equal(before.trainingStartedAt);
    });

    it('of a new attempt do not carry the request of the one before', async () => {
      const avatar = await lab.opened();
      await lab.records.saveTraining({ ...intent(avatar, 1), requestId: 'request' });
      const first = await lab.rowOf(avatar);
      await lab.records.saveTraining(intent(avatar, 2));
      const second = await lab.rowOf(avatar);
      expect(second.falRequestId).to.equal(null);
      expect(second.trainingStartedAt).to.not.deep.equal(first.trainingStartedAt);
    });

    it('of a reopened avatar, whose attempts count from 1 again, do not either', async () => {
      const avatar = await lab.opened();
      await lab.records.saveTraining({ ...intent(avatar, 1), requestId: 'request' });
      await lab.records.openAvatar(avatar);
      await lab.records.saveTraining(intent(avatar, 1));
      expect((await lab.rowOf(avatar)).falRequestId).to.equal(null);
    });

    it('leave their result in the row, with weights of more than 32 bits of bytes', async () => {
      const avatar = await lab.opened();
      const weights = {
        weightsKey: 'avatars/a/weights.safetensors',
        weightsSha256: 'ab12',
        weightsBytes: 5_000_000_000,
      };
      for (const _ of [1, 2]) await lab.records.saveResult({ avatarId: avatar.avatarId, ...weights });
      expect(await lab.rowOf(avatar)).to.include({ ...weights, finetuneId: null });
      await lab.records.saveResult({ avatarId: avatar.avatarId, finetuneId: 'finetune' });
      expect(await lab.rowOf(avatar)).to.include({ finetuneId: 'finetune', weightsKey: null });
    });
  });
});
