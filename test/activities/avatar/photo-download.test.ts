import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { askedFor } from './asked.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { createPhotosCheck } from '../../../src/activities/avatar/check-photos.ts';
import { InspectionFailed } from '../../../src/activities/ports/photo-inspector.ts';
import type { PhotoRecord } from '../../../src/activities/ports/records.ts';

const photo = { fileId: 'f', fileUniqueId: 'u', messageId: 1, number: 1, verdict: 'pending' } as const;

describe('a photo that is checked repeatedly', () => {
  /** Attempts, each with the heartbeat of the one before, until one succeeds. @returns how many, and the verdict */
  async function attempts(fetch: (attempt: number) => Uint8Array) {
    const kept: PhotoRecord[] = [];
    let attempt = 0;
    const deps = {
      photoSource: { fetch: async () => fetch(attempt) },
      runs: { photosToCheck: async () => null, viewOf: async () => null },
      photoInspector: {
        threads: 1,
        inspect: async () => {
          throw new InspectionFailed('died');
        },
      },
      records: {
        savePhoto: async (record: PhotoRecord) => void kept.push(record),
        photoWithHash: async () => null,
        verdicts: async () => [],
      },
    };
    // Nothing else is used.
    const activities = createPhotosCheck(deps as unknown as ActivityDeps);
    let heartbeatDetails: unknown;
    for (;;) {
      attempt += 1;
      const env = new MockActivityEnvironment({ attempt, heartbeatDetails });
      env.on('heartbeat', (details: unknown) => (heartbeatDetails = details));
      const verdict: unknown = await env
        .run(() => activities.checkPhotos(askedFor([photo])))
        .catch((error: unknown) => error);
      if (!(verdict instanceof Error)) return { attempt, verdict, finding: kept[0]?.finding };
      if (attempt > 100) throw new Error('it is tried for ever');
    }
  }

  it('is unavailable after a bounded number of failed downloads', async () => {
    const { attempt, verdict, finding } = await attempts(() => {
      throw new Error('the file server answered 403');
    });
    expect(attempt).to.equal(20);
    expect(verdict).to.deep.equal({ verdicts: [{ number: 1, verdict: 'invalid', refusal: 'unavailable' }] });
    expect(finding).to.deep.equal({ code: 'unavailable' });
  });

  it('is damaged only after three dead inspections, however many downloads failed before', async () => {
    const { attempt, verdict } = await attempts((now) => {
      if (now <= 10) throw new Error('the file server answered 500');
      return new Uint8Array([1]);
    });
    expect(attempt).to.equal(13);
    expect(verdict).to.deep.equal({ verdicts: [{ number: 1, verdict: 'invalid', refusal: 'corrupt' }] });
  });
});
