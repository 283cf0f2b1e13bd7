import { WorkflowNotFoundError } from '@temporalio/client';
import { expect } from 'chai';
import { portraits, type File } from '../../demo/portraits.ts';
import { textOf } from '../../emulators/telegram/client.ts';
import { photoRetentionWorkflowId } from '../../src/workflows/photo-retention/contract.ts';
import { ENOUGH_PHOTOS, product, type Person, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

describe('the photos of a completed avatar', () => {
  let aisha: Product;
  let photos: File[];
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
    photos = await portraits(ENOUGH_PHOTOS);
    await aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, outcome: 'ok' });
  });
  afterEach(() => aisha.replace('bot'));

  /** A user with a completed avatar, and its id. */
  async function owner(retention: string): Promise<{ person: Person; id: string }> {
    await aisha.replace('bot', { PHOTO_RETENTION: retention });
    const person = aisha.person('ru');
    await person.begins('portrait');
    await person.user.sendPhotos(photos, { album: true });
    await person.starts();
    await person.reads(person.t('news-completed', { name: 'Анна' }));
    return { person, id: (await aisha.avatarOf(person)).id };
  }
  /** Status of the retention run; null before it starts, after the user's message. */
  async function statusOf(id: string): Promise<string | null> {
    try {
      return (await aisha.client.workflow.getHandle(photoRetentionWorkflowId(id)).describe()).status.name;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }
  const rows = (id: string) =>
    aisha.sql<{ minio_key: string | null; is_cover: boolean; best: boolean; removed: boolean }>(
      `select minio_key, is_cover, removed_at is not null as removed,
        quality_score = (select max(quality_score) from avatar_photos where avatar_id = ?) as best
      from avatar_photos where avatar_id = ? order by number`,
      [id, id],
    );

  it('are removed at the announced time, whatever was killed meanwhile; the best one stays', async () => {
    const { person, id } = await owner('40s');
    const { photos_kept_until: keptUntil } = (
      await aisha.sql<{ photos_kept_until: Date }>('select photos_kept_until from avatars where id = ?', [id])
    )[0]!;
    const kept = person.t('photos-kept', { date: new Date(keptUntil) });
    const news = textOf(await person.reads(person.t('news-completed', { name: 'Анна' })));
    expect(news)
      .to.contain(kept)
      .and.match(/\d{4} г\./);
    expect(await aisha.objectsOf(id)).to.have.length(ENOUGH_PHOTOS + 1);
    await aisha.replace('worker');

    const left = await until(
      'the removal',
      () => aisha.objectsOf(id),
      (found) => found.length === 2,
      120_000,
    );
    const [cover, ...others] = (await rows(id)).toSorted((one, other) => Number(other.is_cover) - Number(one.is_cover));
    expect(cover).to.include({ is_cover: true, best: true, removed: false });
    expect(left).to.have.members([cover?.minio_key, `avatars/${id}/weights.safetensors`]);
    for (const row of others) expect(row).to.include({ minio_key: null, is_cover: false, removed: true });

    await person.user.say('/avatars');
    await person.tap('✨ Анна');
    const card = textOf(await person.reads(person.t('photos-removed', { date: new Date() })));
    expect(card).to.contain(person.t('card-completed', { valid: ENOUGH_PHOTOS }));
  }).timeout(240_000);

  it('are removed when the avatar is deleted, and nothing waits for them any more', async () => {
    const { person, id } = await owner('30d');
    await until(
      'the wait',
      () => statusOf(id),
      (name) => name === 'RUNNING',
    );
    await person.user.say('/avatars');
    await person.tap('✨ Анна');
    await person.tap(person.t('button-delete'));
    await person.tap(person.t('button-delete-yes'));
    await person.reads(person.t('deleted', { name: 'Анна' }));
    await until(
      'the end of the wait',
      () => statusOf(id),
      (name) => name === 'CANCELLED',
    );
    expect(await aisha.objectsOf(id)).to.deep.equal([]);
  }).timeout(180_000);
});
