import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { askedFor } from './asked.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createPhotosCheck } from '../../../src/activities/avatar/check-photos.ts';
import type { PhotoRecord } from '../../../src/activities/ports/records.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';

const { photos: limits } = defaultPolicy;

describe('a photo that is too large according to Telegram', () => {
  async function check(fileSize: number) {
    const fetched: string[] = [];
    const kept: PhotoRecord[] = [];
    const deps = {
      photoSource: {
        fetch: async (fileId: string) => {
          fetched.push(fileId);
          throw new Error('asked');
        },
      },
      records: { savePhoto: async (record: PhotoRecord) => void kept.push(record), verdicts: async () => [] },
      photoInspector: { threads: 1 },
      runs: { photosToCheck: async () => null, viewOf: async () => null },
    };
    // Nothing else is used.
    const activities = createPhotosCheck(deps as unknown as ActivityDeps);
    const photo = { fileId: 'f', fileUniqueId: 'u', messageId: 1, number: 1, verdict: 'pending', fileSize } as const;
    const verdict: unknown = await new MockActivityEnvironment()
      .run(() => activities.checkPhotos(askedFor([photo])))
      .catch((error: unknown) => error);
    return { fetched, kept, verdict };
  }

  it('is refused, with advice, before any call to Telegram', async () => {
    const value = limits.maxBytes + 1;
    const { fetched, kept, verdict } = await check(value);
    expect(verdict).to.deep.equal({ verdicts: [{ number: 1, verdict: 'invalid', refusal: 'too_large_file' }] });
    expect(kept[0]?.finding).to.deep.equal({ code: 'too_large_file', value, limit: limits.maxBytes });
    expect(fetched).to.deep.equal([]);
  });

  it('is fetched when it is just small enough', async () => {
    expect((await check(limits.maxBytes)).fetched).to.deep.equal(['f']);
  });
});
