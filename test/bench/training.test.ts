import { expect } from 'chai';
import { runBenches } from '../../bench/run.ts';
import type { TrainingFigures } from '../../bench/training/figures.ts';
import { trainingBench } from '../../bench/training/index.ts';
import { describeInFull } from '../support/full.ts';
import { product, type Product } from '../support/product.ts';
import { quietRuntime } from '../support/worker-log.ts';

const KB = 1024;
const MINUTE = 60_000;

describeInFull('npm run bench -- training', () => {
  let aisha: Product;
  let figures: TrainingFigures;
  let tables: string;

  before('runs with as little as it can', async function () {
    this.timeout(240_000);
    quietRuntime();
    aisha = await product();
    const bench = trainingBench(
      {
        delay: { trainings: 1, photos: 10, pollIntervalMs: { polling: 300, webhook: 300 } },
        history: { durationsMs: [MINUTE, 10 * MINUTE], pollIntervalMs: 10_000, mostPolls: 20 },
        zip: { photos: 2, bytes: [KB, 200 * KB], rounds: 1 },
      },
      // Worker, bot and webhook run already, for all tests.
      async () => ({ stop: async () => undefined }),
    );
    const done = await runBenches({ training: bench }, { stack: aisha.stack, log: () => undefined });
    // As readers of the JSON get it.
    ({ training: figures } = JSON.parse(JSON.stringify(done.report)) as { training: TrainingFigures });
    ({ tables } = done);
  });
  after(() => aisha.fal('settings', { queueMs: 200, trainingMs: 1_500, webhook: { lost: false } }));

  it('tells how long it takes from FAL’s end to the message, by webhook and by polling, and against its limit', () => {
    const { webhook, polling } = figures.delay;
    expect([webhook.limitMs, polling.limitMs]).to.deep.equal([2_000, 2_300]);
    for (const { ms, p95, limitMs, withinLimit, bareMs, perBare } of [webhook, polling]) {
      expect(ms.all).to.have.length(1);
      expect(ms.median).to.be.above(0);
      expect(p95).to.be.closeTo(ms.median, 1);
      expect(withinLimit).to.equal(p95 <= limitMs);
      expect(bareMs.median).to.be.above(0);
      expect(perBare.median).to.be.closeTo(ms.median / bareMs.median, perBare.median * 0.05);
    }
  });

  it('counts polls, events and bytes of trainings of different lengths', () => {
    const { atOnce, trainings, server } = figures.history;
    expect(server).to.equal('dev server');
    expect([atOnce, ...trainings].map(({ polls }) => polls)).to.deep.equal([0, 6, 20]);
    for (const { events, bytes, eventsPerAtOnce } of trainings) {
      expect(events).to.be.at.least(atOnce.events);
      expect(bytes).to.be.at.least(atOnce.bytes);
      expect(eventsPerAtOnce).to.be.closeTo(events / atOnce.events, 0.01);
    }
  });

  it('tells the memory of zipping and uploading, by the size of the photos, against a bare process', () => {
    const { bareMb, sets } = figures.zip;
    expect(sets.map(({ photoBytes }) => photoBytes)).to.deep.equal([KB, 200 * KB]);
    for (const { photoBytes, archiveBytes, build, upload, buildPerBare } of sets) {
      expect(archiveBytes).to.be.within(2 * photoBytes, 2 * photoBytes + KB);
      for (const { median } of [bareMb, build, upload]) expect(median).to.be.above(30);
      expect(buildPerBare.median).to.be.above(0.5);
    }
  });

  it('has a line for users on each', () => {
    for (const line of [
      'end to message by webhook',
      'end to message by polling',
      'events, training of 10 minutes, 20 polls',
      'zipping 2 photos of 0.2 MB, MB',
    ]) {
      expect(tables).to.include(line);
    }
  });
});
