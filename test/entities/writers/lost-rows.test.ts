import { expect } from 'chai';
import {
  AvatarGone,
  ForeignAvatar,
  RowsLost,
  type LostAvatar,
  type NewAvatar,
} from '../../../src/activities/ports/records.ts';
import { BeingDeleted } from '../../../src/activities/ports/user-records.ts';
import { chooseTrainer } from '../../../src/domain/training/trainers.ts';
import { Training } from '../../../src/entities/tables/training.ts';
import { failureOf, newAvatar, someone, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records', () => {
  const lab = recordsLab();
  const english = (): NewAvatar => newAvatar(someone({ language: 'en' }));
  const intent = ({ avatarId }: LostAvatar) =>
    ({ avatarId, attempt: 1, trainer: chooseTrainer('portrait'), falMode: 'test', config: {} }) as const;

  describe('of an avatar with lost rows', () => {
    it('report the loss at every write, and write nothing', async () => {
      const lost = english();
      const { avatarId, user } = lost;
      const key = intent(lost);
      const claim = { avatarId, telegramId: user.telegramId, atOnce: 1, aDay: 0, ended: [] };
      for (const write of [
        () => lab.save(lost),
        () => lab.records.savePhoto(validPhoto(avatarId, 1)),
        () => lab.records.restorePhoto(validPhoto(avatarId, 1)),
        () => lab.records.openTraining(key),
        () => lab.records.claimSubmission(key, 1),
        () => lab.records.claimTraining(claim),
      ]) {
        expect(await failureOf(write())).to.be.instanceOf(RowsLost);
      }
      expect(await lab.records.addressee(user.telegramId)).to.equal(null);
    });

    it("are restored, with the user's chosen language, and with focus if no other avatar has it", async () => {
      const lost = { ...newAvatar(someone({ language: 'ru' })), chosenLanguage: 'en' as const };
      await lab.records.restoreAvatar(lost);
      await lab.records.restoreAvatar(lost);
      expect(await lab.records.addressee(lost.user.telegramId)).to.deep.equal({ language: 'en', blocked: false });
      expect(await lab.focusOf(lost)).to.deep.equal({ open: lost.avatarId, naming: null });
      const other = { ...english(), user: lost.user };
      await lab.records.restoreAvatar(other);
      expect(await lab.focusOf(lost)).to.deep.equal({ open: lost.avatarId, naming: null });
    });

    it('are never restored for a user whose data are being deleted, nor over another user’s', async () => {
      const lost = english();
      await lab.records.beginDeletion(lost.user.telegramId, 'en');
      expect(await failureOf(lab.records.restoreAvatar(lost))).to.be.instanceOf(BeingDeleted);
      const taken = await lab.opened();
      const foreign = { ...english(), avatarId: taken.avatarId };
      expect(await failureOf(lab.records.restoreAvatar(foreign))).to.be.instanceOf(ForeignAvatar);
    });

    it('name missing rows of photos and of the training', async () => {
      const avatar = await lab.opened();
      const { avatarId } = avatar;
      await lab.records.savePhoto(validPhoto(avatarId, 1));
      const expected = { photos: [1, 2], training: { attempt: 1, requestId: `request-${avatarId}` } };
      expect(await lab.save(avatar, { expected })).to.deep.equal({ photos: [2], training: true });
      await lab.records.restorePhoto(validPhoto(avatarId, 2, { measurements: validPhoto(avatarId, 1).measurements! }));
      await lab.records.openTraining(intent(avatar));
      await lab.records.saveRequest(intent(avatar), `request-${avatarId}`);
      expect(await lab.save(avatar, { expected })).to.deep.equal({ photos: [], training: false });
    });

    it('allow no claim for a try that was made before the loss', async () => {
      const avatar = await lab.opened();
      const key = intent(avatar);
      await lab.records.openTraining({ ...key, triesBefore: 2 });
      expect(await lab.records.claimSubmission(key, 2)).to.equal(false);
      expect(await lab.records.claimSubmission(key, 3)).to.equal(true);
      expect(await lab.orm.em.fork().count(Training, { avatar: avatar.avatarId })).to.equal(1);
    });

    it('are not restored for a reopened avatar, because it was deleted', async () => {
      expect(await failureOf(lab.records.openAvatar({ ...english(), reopened: true }))).to.be.instanceOf(AvatarGone);
    });
  });
});
