import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { TelegramUser, textOf, type MessageView } from '../../../emulators/telegram/client.ts';
import {
  EMULATOR_BOT_TOKEN as token,
  startTelegramEmulator,
  type TelegramEmulator,
} from '../../../emulators/telegram/index.ts';
import { createStorage } from '../../../src/activities/adapters/s3/storage.ts';
import { createPhotoPrints } from '../../../src/activities/adapters/photos/prints.ts';
import { createMessenger } from '../../../src/activities/adapters/telegram/messenger.ts';
import { createPhotoReviewActivities, type PhotoShowing } from '../../../src/activities/photo-review/photo-review.ts';
import type { NewAvatar } from '../../../src/activities/ports/records.ts';
import { keys } from '../../../src/activities/lib/storage-keys.ts';
import { say } from '../../../src/chat/i18n.ts';
import { validPhoto } from '../../entities/support.ts';
import { rejection } from '../../support/http-stub.ts';
import { servers } from '../../support/servers.ts';
import { recordsLab } from '../../entities/writers/lab.ts';

describe("showing an avatar's photos", () => {
  const lab = recordsLab();
  let telegram: TelegramEmulator;
  let user: TelegramUser;
  let storage: ReturnType<typeof createStorage>;
  let avatar: NewAvatar;
  let showPhotos: ReturnType<typeof createPhotoReviewActivities>['showPhotos'];

  before(async () => {
    const { env } = await servers();
    storage = createStorage({
      endpoint: new URL(env.MINIO_ENDPOINT ?? ''),
      accessKey: env.MINIO_ACCESS_KEY ?? '',
      secretKey: env.MINIO_SECRET_KEY ?? '',
      bucket: `review-${randomUUID()}`,
    });
    await storage.ensureBucket();
    telegram = await startTelegramEmulator();
  });
  after(() => telegram.close());

  beforeEach(async () => {
    avatar = await lab.opened();
    user = new TelegramUser(telegram.url, { id: avatar.user.telegramId, first_name: 'Ann' });
    await user.say('/start');
    for (const number of [1, 2, 5]) {
      const create = { width: 600, height: 600, channels: 3, background: { r: number * 40, g: 0, b: 90 } } as const;
      await storage.put(keys.photo(avatar.avatarId, number), await sharp({ create }).jpeg().toBuffer(), 'image/jpeg');
      const minioKey = keys.photo(avatar.avatarId, number);
      await lab.records.savePhoto({ ...validPhoto(avatar.avatarId, number), minioKey });
    }
    const deps = {
      records: lab.records,
      storage,
      photoPrints: createPhotoPrints(),
      messenger: createMessenger({ token, apiRoot: telegram.url }),
    };
    showPhotos = createPhotoReviewActivities(deps).showPhotos;
  });
  afterEach(() => storage.removeAll(''));

  const t = () => say(avatar.user.language);
  const show = (what: Partial<PhotoShowing> = {}) => {
    const { avatarId, user: person } = avatar;
    const about = { avatarId, telegramId: person.telegramId, avatarType: 'custom', minPhotos: 10 } as const;
    return showPhotos({ ...about, removed: [], mayRemove: true, ...what });
  };
  const pictures = async (): Promise<MessageView[]> =>
    (await user.chat()).messages.filter(({ from, media }) => from === 'bot' && media);

  it('sends a sheet of all with the report, and shows one of them in the same message', async () => {
    const message = await show();
    const [sheet] = await pictures();
    expect(sheet?.id).to.equal(message?.messageId);
    expect(textOf(sheet)).to.contain(t()('review-sheet', { remove: 'yes' }));
    expect(sheet?.buttons.flat().map(({ label }) => label)).to.include.members(['1', '2', '5']);
    expect(await show({ ...message, number: 2, removed: [4] })).to.deep.equal(message);
    const [one, ...others] = await pictures();
    expect(others).to.deep.equal([]);
    expect(textOf(one)).to.contain(t()('review-photo', { number: 2 }));
    expect(one?.media?.file_unique_id).not.to.equal(sheet?.media?.file_unique_id);
    expect(one?.buttons.flat().map(({ label }) => label)).to.include(t()('button-bring-back', { number: 4 }));
  });

  it('reads no more of an object than a photo of its size can have', async () => {
    await storage.put(keys.photo(avatar.avatarId, 2), Buffer.alloc(1024 * 768 * 3 + 1024 * 1024 + 1), 'image/jpeg');
    for (const number of [2, undefined]) {
      const error = await rejection(show(number === undefined ? {} : { number }));
      expect(error).to.include({ type: 'TooManyBytes', nonRetryable: true });
    }
  });

  it('shows the next photo when the wanted one is gone, and else the last', async () => {
    const message = await show({ number: 3 });
    expect(textOf((await pictures())[0])).to.contain(t()('review-photo', { number: 5 }));
    await show({ ...message, number: 9 });
    expect(textOf((await pictures())[0])).to.contain(t()('review-photo', { number: 5 }));
  });

  it('shows an empty sheet without photos, with the way back', async () => {
    const message = await show();
    for (const number of [1, 2, 5]) await lab.records.removePhoto(avatar.avatarId, number);
    await show({ ...message, number: 5, removed: [5] });
    const [sheet] = await pictures();
    expect(textOf(sheet)).to.equal(t()('photos-none'));
    expect(sheet?.buttons.flat().map(({ label }) => label)).to.deep.equal([
      t()('button-bring-back', { number: 5 }),
      t()('button-close'),
    ]);
  });

  it('sends a new message when the old one is gone, and deletes the one that it replaces', async () => {
    const first = await show();
    const second = await show({ replaces: first?.messageId ?? 0 });
    expect((await pictures()).map(({ id }) => id)).to.deep.equal([second?.messageId]);
    const third = await show({ messageId: first?.messageId ?? 0, number: 1 });
    expect(third?.messageId).to.be.above(second?.messageId ?? 0);
  });

  it('treats a message that already looks so as shown', async () => {
    const message = await show({ number: 1 });
    expect(await show({ ...message, number: 1 })).to.deep.equal(message);
    expect(await pictures()).to.have.length(1);
  });

  it('shows photos only to the owner, and not to one who has blocked the bot', async () => {
    expect(await show({ telegramId: avatar.user.telegramId + 1 })).to.equal(null);
    await lab.records.setBlocked(avatar.user.telegramId, true);
    expect(await show()).to.equal(null);
    expect(await pictures()).to.deep.equal([]);
  });
});
