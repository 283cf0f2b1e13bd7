import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { RowsLost } from '../../../src/activities/ports/records.ts';
import { failureOf, measured, validPhoto } from '../support.ts';
import { recordsLab } from './lab.ts';

describe('records', () => {
  const lab = recordsLab();

  describe('photos', () => {
    it('are saved while their user’s training is claimed, without a deadlock', async () => {
      const { avatarId, user } = await lab.opened();
      const claim = { avatarId, telegramId: user.telegramId, atOnce: 1, aDay: 0, ended: [] };
      for (let round = 1; round <= 30; round += 1) {
        await Promise.all([lab.records.savePhoto(validPhoto(avatarId, round)), lab.records.claimTraining(claim)]);
      }
    });

    it('are saved with all values, once for each number', async () => {
      const avatar = await lab.opened();
      const record = validPhoto(avatar.avatarId, 1);
      for (const _ of [1, 2]) expect(await lab.records.savePhoto(record)).to.equal(null);
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
        hasFace: false,
        qualityScore: 0.8,
        perceptualHash: '1111111111111111',
      });
      expect(rows[0]?.photoMetadata).to.deep.equal({ measurements: measured(1) });
    });

    it('are counted once their avatar is cancelled, whenever their check ends', async () => {
      const avatar = await lab.opened();
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
      // Its run does not know of the first one, and the second is still being checked.
      await lab.save(avatar, { status: 'cancelled', photosCount: 0 });
      expect(await lab.rowOf(avatar)).to.include({ photosCount: 1 });
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 2));
      expect(await lab.rowOf(avatar)).to.include({ photosCount: 2 });
    });

    it('that are refused have the reason with its numbers', async () => {
      const avatar = await lab.opened();
      const { photo } = validPhoto(avatar.avatarId, 1);
      const finding = { code: 'face_too_small', value: 50, limit: 72 } as const;
      const measurements = measured(1);
      expect(await lab.records.savePhoto({ avatarId: avatar.avatarId, photo, finding, measurements })).to.equal(
        finding,
      );
      const [row] = await lab.photosOf(avatar);
      expect(row).to.include({ validationStatus: 'invalid', refusal: 'face_too_small', minioKey: null });
      expect(row?.photoMetadata).to.deep.equal({ finding, measurements });
    });

    it("with the same bytes are found, whatever their number, only among the avatar's valid ones", async () => {
      const [avatar, other] = [await lab.opened(), await lab.opened()];
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 2, { finding: { code: 'too_small' } }));
      expect(await lab.records.photoWithHash(avatar.avatarId, 'hash-1', 5)).to.equal(1);
      expect(await lab.records.photoWithHash(avatar.avatarId, 'hash-1', 1)).to.equal(null);
      expect(await lab.records.photoWithHash(avatar.avatarId, 'hash-2', 5)).to.equal(null);
      expect(await lab.records.photoWithHash(other.avatarId, 'hash-1', 5)).to.equal(null);
    });

    const copies = {
      'with the same bytes': { change: () => ({ fileHash: 'same' }), code: 'duplicate' },
      'that look the same': {
        change: (number: number) => ({
          measurements: measured(number, { perceptualHash: `00000000000000${number.toString(2).padStart(2, '0')}` }),
        }),
        code: 'near_duplicate',
      },
    } as const;
    for (const [what, { change, code }] of Object.entries(copies)) {
      it(`${what} checked at once: one is valid, the others are saved as its duplicates`, async () => {
        const avatar = await lab.opened();
        const numbers = [1, 2, 3, 4, 5];
        const save = (number: number) => lab.records.savePhoto(validPhoto(avatar.avatarId, number, change(number)));
        const answers = await Promise.all(numbers.map(save));
        const valid = numbers.filter((_, index) => answers[index] === null);
        expect(valid).to.have.length(1);
        for (const answer of answers.filter((one) => one !== null)) expect(answer).to.include({ code, of: valid[0] });
        expect(await Promise.all(numbers.map(save)), 'once more').to.deep.equal(answers);
        for (const row of await lab.photosOf(avatar)) {
          const copy = { validationStatus: 'duplicate', refusal: code, minioKey: null };
          expect(row).to.include(row.number === valid[0] ? { validationStatus: 'valid', refusal: null } : copy);
        }
      });
    }

    it('that look like a refused one, or like one of another avatar, are accepted', async () => {
      const [avatar, other] = [await lab.opened(), await lab.opened()];
      const looks = { measurements: measured(1) };
      await lab.records.savePhoto(validPhoto(other.avatarId, 1, looks));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 1, { ...looks, finding: { code: 'too_dark' } }));
      expect(await lab.records.savePhoto(validPhoto(avatar.avatarId, 2, looks))).to.equal(null);
    });

    it('of an avatar without a row are not saved, and the caller gets an error', async () => {
      const failure = await failureOf(lab.records.savePhoto(validPhoto(randomUUID(), 1)));
      expect(failure).to.be.instanceOf(RowsLost);
    });

    it('that are valid give their keys in the order of their numbers', async () => {
      const avatar = await lab.opened();
      for (const number of [10, 2, 1]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { finding: { code: 'duplicate', of: 1 } }));
      const key = (number: number) => `avatars/${avatar.avatarId}/photos/${number}.jpg`;
      expect((await lab.records.storedPhotos(avatar.avatarId)).map(({ minioKey }) => minioKey)).to.deep.equal([
        key(1),
        key(2),
        key(10),
      ]);
    });

    it('that are valid are returned with their keys, in the order of their numbers', async () => {
      const avatar = await lab.opened();
      for (const number of [10, 2]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { finding: { code: 'too_dark' } }));
      expect(await lab.records.storedPhotos(avatar.avatarId)).to.deep.equal(
        [2, 10].map((number) => ({
          number,
          minioKey: `avatars/${avatar.avatarId}/photos/${number}.jpg`,
          pixels: 1024 * 768,
        })),
      );
      expect(await lab.records.storedPhotos(randomUUID())).to.deep.equal([]);
    });

    it('have their distance saved beside the measurements, until it is unknown', async () => {
      const [avatar, other] = [await lab.opened(), await lab.opened()];
      for (const number of [1, 2, 3]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      await lab.records.savePhoto(validPhoto(avatar.avatarId, 4, { finding: { code: 'too_dark' } }));
      await lab.records.savePhoto(validPhoto(other.avatarId, 1));
      const metadata = async (whose = avatar) => (await lab.photosOf(whose)).map((row) => row.photoMetadata);
      const save = (...found: { number: number; faceDistance: number | null }[]) =>
        lab.records.saveFaceDistances(avatar.avatarId, found);
      const [one, two, three, four] = await metadata();

      // 4 is not valid, 5 was removed.
      const all = [1, 2, 4, 5].map((number) => ({ number, faceDistance: number / 10 }));
      for (const _ of [1, 2]) await save(...all);
      expect(await metadata()).to.deep.equal([
        { ...one, faceDistance: 0.1 },
        { ...two, faceDistance: 0.2 },
        three,
        four,
      ]);
      await save({ number: 1, faceDistance: null }, { number: 3, faceDistance: 0.7 });
      expect(await metadata()).to.deep.equal([
        one,
        { ...two, faceDistance: 0.2 },
        { ...three, faceDistance: 0.7 },
        four,
      ]);
      expect(await metadata(other)).to.deep.equal([one]);
      await lab.records.saveFaceDistances(randomUUID(), all);
    });

    it('are removed by number, and then may be sent again', async () => {
      const avatar = await lab.opened();
      for (const number of [1, 2]) await lab.records.savePhoto(validPhoto(avatar.avatarId, number));
      for (const _ of [1, 2]) await lab.records.removePhoto(avatar.avatarId, 1);
      expect((await lab.photosOf(avatar)).map(({ number }) => number)).to.deep.equal([2]);
      expect(await lab.records.savePhoto(validPhoto(avatar.avatarId, 3, { fileHash: 'hash-1' }))).to.equal(null);
    });
  });
});
