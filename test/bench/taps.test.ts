import { expect } from 'chai';
import { runBenches } from '../../bench/run.ts';
import { tapsBench, type TapsFigures } from '../../bench/taps/index.ts';
import { startStack } from '../../stack/index.ts';
import { describeInFull } from '../support/full.ts';

describeInFull('npm run bench -- taps', () => {
  let figures: TapsFigures;

  before('runs with as little as it can, on servers of its own: its bots take turns', async function () {
    this.timeout(300_000);
    const stack = await startStack({ log: () => undefined });
    try {
      const { report } = await runBenches(
        { taps: tapsBench({ people: 2, rounds: 1 }) },
        { stack, log: () => undefined },
      );
      ({ taps: figures } = report as unknown as { taps: TapsFigures });
    } finally {
      await stack.stop();
    }
  });

  it('tells how soon taps are acknowledged by the product and by a bare bot, and their ratio', () => {
    const { besideFlood, bareBesideFlood } = figures;
    const beside = [besideFlood, bareBesideFlood].flatMap((floods) => Object.values(floods));
    for (const { p50, p95 } of [figures.product, figures.bare, figures.ratio, ...beside]) {
      expect(p50.all).to.have.length(1);
      expect(p50.median).to.be.above(0);
      expect(p95.median).to.be.above(0);
    }
    expect(figures.product.p95.median).to.be.at.least(figures.product.p50.median);
    // The report rounds each figure to three digits.
    const { product, bare, ratio } = figures;
    expect((ratio.p50.median * bare.p50.median) / product.p50.median).to.be.closeTo(1, 0.02);
  });
});
