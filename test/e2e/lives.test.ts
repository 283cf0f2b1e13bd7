import { createHash } from 'node:crypto';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect } from 'chai';
import sharp from 'sharp';
import { logEntry } from '../../stack/app.ts';
import { notAPhoto, portraits } from '../../demo/portraits.ts';
import type { Language, TrainingType } from '../../src/domain/avatar/avatar.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { sampled } from '../support/full.ts';
import { ENOUGH_PHOTOS, product, type Product } from '../support/product.ts';
import { until } from '../support/until.ts';

/** Words that would reveal test mode. */
const TEST_WORDS = /тест|test|simulat|симул|имитац/i;

describe('a whole life', () => {
  let aisha: Product;
  before(async function () {
    this.timeout(120_000);
    aisha = await product();
  });

  const lives: [TrainingType, Language, number][] = [
    ['portrait', 'ru', 10],
    ['style', 'en', ENOUGH_PHOTOS],
    ['portrait', 'en', ENOUGH_PHOTOS],
    ['style', 'ru', ENOUGH_PHOTOS],
  ];
  for (const [trainingType, language, count] of sampled(lives, 3)) {
    it(`of a ${trainingType} avatar of ${count} photos in ${language} ends completed everywhere, and is paid once`, async () => {
      const person = aisha.person(language);
      const { t } = person;
      await person.begins(trainingType, trainingType === 'style' ? 'style' : 'character');
      const name = language === 'ru' ? 'Анна <b>&</b>' : 'Ann <b>&</b>';
      await person.user.say(name);
      await person.reads(t('named', { name }));

      const photos = await portraits(count);
      const album = [...photos, ...photos.slice(0, 1), notAPhoto];
      await person.user.sendPhotos(album, { album: true, shuffle: true });
      await person.reads(t('refusal', { why: 'not_an_image' }));
      await person.reads(t('refusal', { why: 'duplicate' }));
      const before = (await aisha.submissions()).length;
      await person.starts();
      await person.reads(t('news-completed', { name }));
      await person.tap(t('button-gallery'));
      await person.tap(t('gallery-item', { icon: t('status-icon', { value: 'completed' }), name }));
      await person.reads(t('detail-made', { date: new Date() }));

      const row = await aisha.avatarOf(person);
      expect(row).to.include({ name, status: 'completed', training_progress: 100, photos_count: count });
      const submissions = (await aisha.submissions()).slice(before);
      expect(submissions).to.have.length(1);
      expect(submissions[0]?.request_id).to.equal(row.fal_request_id);
      expect(submissions[0]?.archive?.images).to.equal(count);
      await verifyObjects(row.id, { trainingType, count }, row);

      const run = aisha.client.workflow.getHandle(avatarWorkflowId(row.id));
      await until(
        'the end of the run',
        () => run.describe(),
        ({ status }) => status.name === 'COMPLETED',
      );
      const chat = await person.user.chat();
      expect(chat.unanswered_callbacks).to.deep.equal([]);
      const calls = await fetch(`${aisha.stack.env.TELEGRAM_API_ROOT}/emulator/calls?method=editMessageText`);
      const edits = (await calls.json()) as { params: { chat_id: unknown }; error?: string }[];
      const refused = edits.filter(({ params, error }) => params.chat_id === person.id && error !== undefined);
      expect(refused, 'edits that change nothing').to.deep.equal([]);
      expect(await person.heard()).to.not.match(TEST_WORDS);
    }).timeout(120_000);
  }

  async function verifyObjects(
    avatarId: string,
    { trainingType, count }: { trainingType: TrainingType; count: number },
    row: { finetune_id: string | null; weights_key: string | null; weights_sha256: string | null },
  ): Promise<void> {
    const keys = await aisha.objectsOf(avatarId);
    const photos = keys.filter((key) => key.includes('/photos/'));
    expect(photos).to.have.length(count);
    for (const key of photos) {
      const { format, exif, icc, xmp } = await sharp(await aisha.bytesOf(key)).metadata();
      expect({ format, exif, icc, xmp }).to.deep.equal({
        format: 'jpeg',
        exif: undefined,
        icc: undefined,
        xmp: undefined,
      });
    }
    if (trainingType === 'style') {
      expect(row.finetune_id).to.be.a('string');
      expect(keys).to.have.length(count);
    } else {
      const weights = await aisha.bytesOf(row.weights_key ?? '');
      expect(createHash('sha256').update(weights).digest('hex')).to.equal(row.weights_sha256);
      expect(keys).to.have.length(count + 1);
    }
  }

  it('leaves no secret, no link and no bytes in history, and no secret and no name in the logs', async () => {
    const person = aisha.person('en', { first_name: 'Zebulon' });
    await person.begins('portrait');
    await person.user.sendPhotos(await portraits(ENOUGH_PHOTOS), { album: true });
    await person.starts();
    await person.reads(person.t('news-completed', { name: 'Zebulon' }));
    const { id } = await aisha.avatarOf(person);
    const history = historyToJSON(await aisha.client.workflow.getHandle(avatarWorkflowId(id)).fetchHistory());
    const payloads = [...history.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    const text = payloads.join('\n');
    expect(text).to.include(id);
    const token = aisha.stack.env.TELEGRAM_BOT_TOKEN ?? '';
    const secret = token.split(':')[1] ?? '';
    expect(text).to.not.include(secret);
    expect(text).to.not.match(/https?:|file\/bot|photos\/file|Key /);
    expect(Math.max(...payloads.map((one) => one.length))).to.be.below(20_000);

    const logs = aisha.lines.join('\n');
    expect(logs).to.include(id);
    expect(logs).to.include('ТЕСТОВЫЙ РЕЖИМ: Имитация обучения…');
    expect(logs).to.not.include(secret);
    expect(logs).to.not.include('Zebulon');
    // One format for log collectors, including Temporal's and the bundler's messages.
    expect(aisha.lines.filter((line) => logEntry(line) === null)).to.deep.equal([]);
  }).timeout(60_000);
});
