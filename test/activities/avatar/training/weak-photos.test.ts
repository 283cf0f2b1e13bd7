import { expect } from 'chai';
import { createWeakPhotoActivities } from '../../../../src/activities/avatar/training/weak-photos.ts';
import type { Records } from '../../../../src/activities/ports/records.ts';
import type { PhotoFacts } from '../../../../src/domain/photos/report.ts';
import { thresholds } from '../../../../src/domain/photos/rules.ts';
import { close, photosOf } from '../../../domain/photos/facts.ts';

function weakOf(facts: PhotoFacts[]): Promise<number[]> {
  const records: Pick<Records, 'photoFacts'> = { photoFacts: async () => facts };
  // No other records are used.
  const activities = createWeakPhotoActivities({ records: records as Records });
  return activities.weakPhotos({ avatarId: 'a', avatarType: 'character', minPhotos: 2 });
}

const soft = close({ sharpness: thresholds.sharpness.weak - 1 });

describe('the photos that our report calls weak', () => {
  it('are those with a weakness and those of another user, in their order, once each', async () => {
    const facts = photosOf([close(), soft, close(), close(), close(), soft]);
    expect(await weakOf(facts)).to.deep.equal([2, 6]);
    const strange = facts.map((photo) => ({ ...photo, faceDistance: [2, 4].includes(photo.number) ? 0.8 : 0.2 }));
    expect(await weakOf(strange)).to.deep.equal([2, 4, 6]);
  });

  it('are none in a good set, and at most five', async () => {
    expect(await weakOf(photosOf([close(), close(), close()]))).to.deep.equal([]);
    expect(await weakOf(photosOf(Array.from({ length: 8 }, () => soft)))).to.deep.equal([1, 2, 3, 4, 5]);
  });
});
