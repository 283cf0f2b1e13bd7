import { setTimeout as pause } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import {
  createPhotosCheck,
  type CheckedPhotos,
  type PhotosToCheck,
} from '../../../src/activities/avatar/check-photos.ts';
import { askedFor } from './asked.ts';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import type { AvatarPhoto } from '../../../src/domain/photos/photo.ts';
import { InspectionFailed } from '../../../src/activities/ports/photo-inspector.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { defaultPolicy } from '../../../src/domain/avatar/policy.ts';
import type { AvatarView } from '../../../src/domain/avatar/state.ts';
import { stateIn } from '../../chat/states.ts';
import { measured } from '../../entities/support.ts';
import { recordsLab } from '../../entities/writers/lab.ts';
import { until } from '../../support/until.ts';

const QUIET_MS = 200;

describe('the check of photos', () => {
  const lab = recordsLab();
  let avatar: NewAvatar;
  /** What the run wants checked; null: it does not answer. */
  let wanted: { photos: AvatarPhoto[]; isAwaited: boolean } | null;
  let drawn: AvatarView['photos'][];
  let slow: (readonly number[])[];
  let stored: Set<string>;
  /** What happens to a photo, by its number; absent: it is valid. */
  let inspections: Map<number, () => Promise<void>>;
  /** Blocks what is stored until it resolves. */
  let storing: () => Promise<void>;
  let underWay: number;
  let most: number;
  let inspected: number[];
  let looks = 0;
  let heartbeatDetails: unknown;
  let attempt: MockActivityEnvironment | undefined;

  beforeEach(async () => {
    avatar = await lab.opened();
    wanted = { photos: [], isAwaited: false };
    [drawn, slow, stored, inspections, inspected] = [[], [], new Set(), new Map(), []];
    [underWay, most, heartbeatDetails] = [0, 0, undefined];
    storing = async () => undefined;
  });

  const photo = (number: number): AvatarPhoto => {
    const one = {
      fileId: `${number}`,
      fileUniqueId: `u${number}`,
      messageId: number,
      number,
      verdict: 'pending',
    } as const;
    return one;
  };
  const photos = (...numbers: number[]) => numbers.map(photo);

  const deps = () => ({
    records: lab.records,
    photoSource: { fetch: async (fileId: string) => Buffer.from(`${avatar.avatarId} ${fileId}`) },
    photoInspector: {
      threads: 2,
      async inspect(bytes: Uint8Array) {
        const number = Number(Buffer.from(bytes).toString().split(' ')[1]);
        inspected.push(number);
        underWay += 1;
        most = Math.max(most, underWay);
        try {
          await inspections.get(number)?.();
        } finally {
          underWay -= 1;
        }
        return { finding: null, jpeg: bytes, measurements: measured(number), quality: 1 };
      },
    },
    storage: {
      async put(key: string) {
        await storing();
        stored.add(key);
      },
      remove: async (key: string) => void stored.delete(key),
    },
    runs: {
      photosToCheck: async () => {
        looks += 1;
        return wanted;
      },
      viewOf: async () =>
        stateIn('uploading', {
          avatarId: avatar.avatarId,
          telegramId: avatar.user.telegramId,
          cardMessageId: 1,
          photoLines: (wanted?.photos ?? []).map(({ number }) => ({ number, verdict: 'pending' as const })),
        }),
      reportSlowChecks: async (_: string, numbers: readonly number[]) => void slow.push(numbers),
    },
    messenger: { redrawCard: async (view: AvatarView) => (drawn.push(view.photos), 'drawn') },
  });

  /** One attempt, with what the one before has left. @param asked photos, and other wishes */
  async function check(asked: readonly AvatarPhoto[], wishes: Partial<PhotosToCheck> = {}): Promise<CheckedPhotos> {
    if (wanted && wanted.photos.length === 0) wanted.photos = [...asked];
    const env = new MockActivityEnvironment({ heartbeatDetails });
    attempt = env;
    // A dead worker is not heard.
    env.on('heartbeat', (details: unknown) => {
      if (attempt === env) heartbeatDetails = details;
    });
    const { checkPhotos } = createPhotosCheck(deps() as unknown as ActivityDeps);
    const { avatarId, user } = avatar;
    const ours = { avatarId, telegramId: user.telegramId, quietMs: QUIET_MS, cardEveryMs: 60_000 };
    return env.run(() => checkPhotos(askedFor(asked, { ...ours, ...wishes })));
  }
  const verdicts = ({ verdicts: all }: CheckedPhotos) =>
    all.map(({ number, verdict }) => [number, verdict]).toSorted(([one], [other]) => Number(one) - Number(other));
  const rows = async () => (await lab.photosOf(avatar)).map((row) => [row.number, row.validationStatus]);
  /** Until the test is over. */
  const never = () => over.promise;
  let over = Promise.withResolvers<void>();
  afterEach(() => {
    over.resolve();
    over = Promise.withResolvers();
  });

  it('gives every photo a verdict, which its row has before the run hears of it', async () => {
    expect(verdicts(await check(photos(1, 2, 3)))).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
      [3, 'valid'],
    ]);
    expect(await rows()).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
      [3, 'valid'],
    ]);
  });

  it('takes photos that come meanwhile', async () => {
    inspections.set(1, async () => void wanted?.photos.push(photo(2)));
    expect(verdicts(await check(photos(1)))).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
    ]);
  });

  it('shows the first verdict at once, the last when all are made, and those between at intervals only', async () => {
    const gates = [1, 2, 3, 4].map(() => Promise.withResolvers<void>());
    gates.forEach(({ promise }, index) => inspections.set(index + 1, () => promise));
    const checked = check(photos(1, 2, 3, 4));
    gates[0]?.resolve();
    await until(
      'a verdict on the card',
      async () => drawn,
      (cards) => cards.length === 1,
    );
    gates[1]?.resolve();
    gates[2]?.resolve();
    await until('three rows', rows, (judged) => judged.length === 3);
    expect(drawn.map(({ valid, pending }) => [valid, pending])).to.deep.equal([[1, 3]]);
    gates[3]?.resolve();
    await checked;
    expect(drawn.map(({ valid, pending }) => [valid, pending])).to.deep.equal([
      [1, 3],
      [4, 0],
    ]);
  });

  it('ends at once when the photos become enough, and otherwise waits for more', async () => {
    const limits = { ...defaultPolicy.photos, minPhotos: 2 };
    const begun = Date.now();
    await check(photos(1, 2), { limits, quietMs: 3_600_000 });
    expect(Date.now() - begun).to.be.below(3_600_000);
    wanted = { photos: photos(3), isAwaited: false };
    const waiting = check(photos(3), { limits, valid: 2, quietMs: 3_600_000 });
    await until('its row', rows, (judged) => judged.length === 3);
    wanted?.photos.push(photo(4));
    await until('its row', rows, (judged) => judged.length === 4);
    if (wanted) wanted.isAwaited = true;
    expect(verdicts(await waiting)).to.deep.equal([
      [3, 'valid'],
      [4, 'valid'],
    ]);
  });

  it('ends when the run does not answer: it hears the verdicts', async () => {
    inspections.set(1, async () => void (wanted = null));
    expect(verdicts(await check(photos(1), { quietMs: 3_600_000 }))).to.deep.equal([[1, 'valid']]);
  });

  it('stops a photo that is removed, and stores nothing of it', async () => {
    inspections.set(1, async () => {
      wanted = { photos: photos(2), isAwaited: false };
      const before = looks;
      await until(
        'two looks at the run',
        async () => looks,
        (count) => count > before + 1,
      );
    });
    expect(verdicts(await check(photos(1, 2)))).to.deep.equal([[2, 'valid']]);
    expect(await rows()).to.deep.equal([[2, 'valid']]);
    expect([...stored].filter((key) => key.endsWith('/1.jpg'))).to.deep.equal([]);
  });

  it('that is cancelled ends only when nothing is being stored any more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    storing = () => {
      begun.resolve();
      return promise;
    };
    let hasEnded = false;
    const checked = check(photos(1))
      .catch((error: unknown) => error)
      .finally(() => (hasEnded = true));
    await begun.promise;
    attempt?.cancel();
    await pause(100);
    expect(hasEnded).to.equal(false);
    resolve();
    expect(await checked).to.be.instanceOf(Error);
    expect(await rows()).to.deep.equal([[1, 'valid']]);
  });

  it('tells the run which photos take long, once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    inspections.set(1, () => promise);
    inspections.set(2, () => promise);
    const checked = check(photos(1, 2), { slowAfterMs: 100 });
    await until(
      'the report',
      async () => slow,
      (reports) => reports.length > 0,
    );
    resolve();
    await checked;
    expect(slow).to.deep.equal([[1, 2]]);
  });

  it('leaves the photos beyond the user’s rate, and says for how long', async () => {
    const checked = await check(photos(1, 2, 3, 4, 5), { perMinute: 3 });
    expect(verdicts(checked)).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
      [3, 'valid'],
    ]);
    expect(checked.waitMs).to.be.above(0);
  });

  it('checks no more than there is room for', async () => {
    const { maxPhotos } = defaultPolicy.photos;
    expect(verdicts(await check(photos(1, 2, 3), { valid: maxPhotos - 1 }))).to.deep.equal([[1, 'valid']]);
  });

  describe('whose worker is killed', () => {
    /** An attempt that ends without a word. */
    const killed = async (asked: readonly AvatarPhoto[], isReached: () => Promise<boolean>) => {
      void check(asked).catch(() => undefined);
      await until('the moment of its death', isReached, (reached) => reached);
      const dead = attempt;
      attempt = undefined;
      dead?.cancel();
    };

    it('repeats only what was open, one by one', async () => {
      inspections.set(2, never);
      inspections.set(3, never);
      await killed(photos(1, 2, 3, 4), async () => (await rows()).length === 2);
      inspections.clear();
      [underWay, most, inspected] = [0, 0, []];
      expect(verdicts(await check(photos(1, 2, 3, 4)))).to.deep.equal([1, 2, 3, 4].map((number) => [number, 'valid']));
      expect(inspected).to.deep.equal([2, 3]);
      expect(most).to.equal(1);
    });

    it('again and again by one photo refuses that photo alone', async () => {
      inspections.set(2, never);
      for (let death = 1; death <= 3; death += 1) {
        inspected = [];
        await killed(photos(1, 2, 3), async () => inspected.includes(2));
      }
      expect(verdicts(await check(photos(1, 2, 3)))).to.deep.equal([
        [1, 'valid'],
        [2, 'invalid'],
        [3, 'valid'],
      ]);
      expect(await rows()).to.deep.equal([
        [1, 'valid'],
        [2, 'invalid'],
        [3, 'valid'],
      ]);
    });
  });

  it('that fails for one photo gives the others their verdicts, and is tried again for that one', async () => {
    let tries = 0;
    inspections.set(2, async () => {
      tries += 1;
      if (tries === 1) throw new InspectionFailed('the thread died');
    });
    const failure: unknown = await check(photos(1, 2, 3)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(InspectionFailed);
    expect(await rows()).to.deep.equal([
      [1, 'valid'],
      [3, 'valid'],
    ]);
    expect(verdicts(await check(photos(1, 2, 3)))).to.deep.equal([
      [1, 'valid'],
      [2, 'valid'],
      [3, 'valid'],
    ]);
    expect(inspected.toSorted((one, other) => one - other)).to.deep.equal([1, 2, 2, 3]);
  });
});
