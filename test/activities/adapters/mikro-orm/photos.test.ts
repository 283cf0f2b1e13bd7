import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { validPhoto } from '../../../entities/support.ts';
import { recordsLab } from './lab.ts';

describe('records', () => {
  const lab = recordsLab();

  describe('photos', () => {
    it('are kept with all that is known, once for each number', async () => {
      const avatar = await lab.opened();
      const record = validPhoto(avatar.avatarId, 1);
      for (const _ of [1, 2]) expect(await lab.records.savePhoto(record)).to.equal('saved');
      const rows = await lab.photosOf(avatar);
      expect(rows).to.have.length(1);
      expect(rows[0]).to.include({
        number: 1,
        fileId: 'file-1',
        fileUniqueId: 'unique-1',
        messageId: 101,
        validationStatus: 'valid',
        refusal: null,
        minioKey: record.minioKey,
        fileHash: 'hash-1',
        fileSize: 123_456,
        width: 1024,
        height: 768,
        hasFace: null,
        qualityScore: null,
      });
      expect(rows[0]?.photoMetadata).to.deep.equal({ format: 'png' });
    });

    it('that are refused keep the reason', async () => {
      const avatar = await lab.opened();
      const { photo } = validPhoto(avatar.avatarId, 1);
      expect(await lab.records.savePhoto({ avatarId: avatar.avatarId, photo, outcome: 'unavailable' })).to.equal(
        'saved',
      );
      expect((await lab.photosOf(avatar))[0]).to.include({ validationStatus: 'invalid', refusal: 'unavailable' });
    });

    it('with the same bytes are found, whatever their number, among the valid ones of the avatar alone', async () => {
      const [avatar, other] = [await lab.opened(), await lab.opened()];
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 2, { outcome: 'too_small' }));
      expect(await lab.records.hasPhoto(avatar.avatarId, 'hash-1', 5)).to.equal(true);
      expect(await lab.records.hasPhoto(avatar.avatarId, 'hash-1', 1)).to.equal(false);
      expect(await lab.records.hasPhoto(avatar.avatarId, 'hash-2', 5)).to.equal(false);
      expect(await lab.records.hasPhoto(other.avatarId, 'hash-1', 5)).to.equal(false);
    });

    it('with the same bytes checked at once: one is valid, the others are kept as duplicates', async () => {
      const avatar = await lab.opened();
      const numbers = [1, 2, 3, 4, 5];
      const same = (number: number) => validPhoto(avatar.avatarId, number, { fileHash: 'same' });
      const answers = await Promise.all(numbers.map((number) => lab.records.savePhoto(same(number))));
      expect(answers.toSorted()).to.deep.equal(['duplicate', 'duplicate', 'duplicate', 'duplicate', 'saved']);
      const again = await Promise.all(numbers.map((number) => lab.records.savePhoto(same(number))));
      expect(again).to.deep.equal(answers);
      const rows = await lab.photosOf(avatar);
      expect(
        rows.map(({ validationStatus }) => (validationStatus === 'valid' ? 'saved' : validationStatus)),
      ).to.deep.equal(answers);
      const refused = rows.find(({ validationStatus }) => validationStatus === 'duplicate');
      expect(refused).to.include({ refusal: 'duplicate', minioKey: null, fileHash: 'same' });
    });

    it('of a deleted avatar are gone', async () => {
      expect(await lab.records.savePhoto(validPhoto(randomUUID(), 1))).to.equal('gone');
    });

    it('that are valid give their keys in the order of their numbers', async () => {
      const avatar = await lab.opened();
      for (const number of [10, 2, 1]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { outcome: 'duplicate' }));
      const key = (number: number) => `avatars/${avatar.avatarId}/photos/${number}.jpg`;
      expect(await lab.records.photoKeys(avatar.avatarId)).to.deep.equal([key(1), key(2), key(10)]);
    });

    it('are removed by number, and then may be sent again', async () => {
      const avatar = await lab.opened();
      for (const number of [1, 2]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      for (const _ of [1, 2]) await lab.records.removePhoto(avatar.avatarId, 1);
      expect((await lab.photosOf(avatar)).map(({ number }) => number)).to.deep.equal([2]);
      expect(await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { fileHash: 'hash-1' }))).to.equal('saved');
    });
  });
});
