import { expect } from 'chai';
import { photosBench, type PhotosFigures } from '../../bench/photos/index.ts';
import { runBenches } from '../../bench/run.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import type { Sample } from '../../bench/statistics.ts';
import { describeInFull } from '../support/full.ts';
import { product, type Product } from '../support/product.ts';

describeInFull('npm run bench -- photos', () => {
  let aisha: Product;
  let figures: PhotosFigures;
  let tables: string;
  let judged: string | null = '';

  before('runs with as little as it can', async function () {
    this.timeout(180_000);
    aisha = await product();
    const { stack } = aisha;
    // The bench reads cards of the default policy.
    await aisha.replace('bot', { AVATAR_MIN_PHOTOS: String(defaultPolicy.photos.minPhotos) });
    const bench = photosBench({
      parameters: {
        speed: { threads: 1, photos: 2, times: { large: 1, telegram: 2 }, rounds: 1 },
        album: { photos: 3, kinds: ['telegram'], rounds: 1, threads: 1 },
      },
      // Worker and bot run already, for all tests.
      startApp: async () => ({ burstQuietMs: 300, workerMb: async () => 100, stop: async () => undefined }),
      measureAccuracy: async (inspector) => {
        const notes = Uint8Array.from(Buffer.from('notes'));
        const demands = { minSide: 1, maxPixels: 1, avatarType: 'style' } as const;
        judged = (await inspector.inspect(notes, demands)).finding?.code ?? null;
        return { figures: { recall: 1 }, table: [['faces found', '1 of 1']] };
      },
    });
    const done = await runBenches({ photos: bench }, { stack, log: () => undefined });
    // As readers of the JSON get it.
    ({ photos: figures } = JSON.parse(JSON.stringify(done.report)) as { photos: PhotosFigures });
    ({ tables } = done);
  });

  after(() => aisha.replace('bot'));

  for (const kind of ['large', 'telegram'] as const) {
    it(`tells for ${kind} photos how many are inspected and decoded in a second, and their ratio`, () => {
      const { product: inspected, bare, ratio, cpuRatio } = figures.speed.speed[kind];
      for (const { all, median } of [inspected.perSecond, bare.perSecond, ratio, cpuRatio]) {
        expect(all).to.have.length(1);
        expect(median).to.be.above(0);
      }
      // The report rounds each figure to three digits.
      expect((ratio.median * bare.perSecond.median) / inspected.perSecond.median).to.be.closeTo(1, 0.02);
    });
  }

  it('tells how late the main thread is, of each side and at rest', () => {
    const { product: inspecting, bare, atRest } = figures.speed.stallMs;
    for (const { p99, max } of [inspecting, bare]) {
      // A round of each kind.
      expect(max.all).to.have.length(2);
      for (const [index, most] of max.all.entries()) expect(most).to.be.at.least(p99.all[index] ?? Infinity);
    }
    expect(atRest.max).to.be.at.least(atRest.p99);
  });

  it('tells the memory of a process that does nothing but inspect', () => {
    const { beforeFirstPhoto, peak, bare } = figures.speed.rssMb;
    expect(beforeFirstPhoto).to.be.above(0);
    expect(peak).to.be.above(beforeFirstPhoto);
    expect(bare).to.be.above(0);
  });

  it('tells how long an album takes through the product, its waits apart', () => {
    const { burstQuietMs, ms, workerMb } = figures.album;
    expect(Object.keys(ms)).to.deep.equal(['telegram']);
    const times = ms.telegram;
    const only = (sample: Sample | undefined): number => sample?.all[0] ?? NaN;
    expect(burstQuietMs).to.equal(300);
    expect(only(times?.toFirstCheck)).to.be.at.most(only(times?.toLastVerdict));
    expect(only(times?.toFirstShown)).to.be.at.most(only(times?.toTally));
    expect(only(times?.toTally)).to.be.at.least(only(times?.toLastVerdict) - 50);
    expect(only(times?.inspection)).to.be.above(0);
    const checking = only(times?.toLastVerdict) - only(times?.toFirstCheck);
    expect(only(times?.checksPerInspection)).to.be.closeTo(checking / only(times?.inspection), 0.1);
    expect(workerMb).to.deep.equal({ before: 100, peak: 100 });
  });

  it('gives the inspector to what measures how right it is', () => {
    expect(judged).to.equal('not_an_image');
    expect(figures.accuracy).to.deep.equal({ recall: 1 });
    expect(tables).to.match(/faces found +1 of 1/);
  });

  it('has a line for people on each', () => {
    for (const line of [
      'inspected per decoded, 12 MP',
      'inspected per decoded, 1280 px',
      'main thread late at most',
      'resident at most, MB',
      'album of 3, 1280 px: last byte to last verdict',
    ]) {
      expect(tables).to.include(line);
    }
  });
});
