import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createPhotoActivities } from '../../../src/activities/avatar/photos.ts';
import type { PhotoRecord } from '../../../src/activities/ports/records.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';

const { photos: limits } = defaultPolicy;

describe('a photo that is too large according to Telegram', () => {
  async function check(fileSize: number) {
    const asked: string[] = [];
    const kept: PhotoRecord[] = [];
    const deps = {
      photoSource: {
        fetch: async (fileId: string) => {
          asked.push(fileId);
          throw new Error('asked');
        },
      },
      records: { savePhoto: async (record: PhotoRecord) => void kept.push(record) },
    };
    // Nothing else is used.
    const activities = createPhotoActivities(deps as unknown as ActivityDeps);
    const photo = { fileId: 'f', fileUniqueId: 'u', messageId: 1, number: 1, verdict: 'pending', fileSize } as const;
    const verdict: unknown = await new MockActivityEnvironment()
      .run(() => activities.checkPhoto({ avatarId: 'a', telegramId: 4242, photo, limits, avatarType: 'custom' }))
      .catch((error: unknown) => error);
    return { asked, kept, verdict };
  }

  it('is refused, with advice, before any call to Telegram', async () => {
    const value = limits.maxBytes + 1;
    const { asked, kept, verdict } = await check(value);
    expect(verdict).to.deep.equal({ verdict: 'invalid', refusal: 'too_large_file' });
    expect(kept[0]?.finding).to.deep.equal({ code: 'too_large_file', value, limit: limits.maxBytes });
    expect(asked).to.deep.equal([]);
  });

  it('is fetched when it is just small enough', async () => {
    expect((await check(limits.maxBytes)).asked).to.deep.equal(['f']);
  });
});
