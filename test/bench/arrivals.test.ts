import { expect } from 'chai';
import { arrivalsBench, type ArrivalsFigures } from '../../bench/arrivals/index.ts';
import { runBenches } from '../../bench/run.ts';
import { product } from '../support/product.ts';

describe('npm run bench -- arrivals', () => {
  it('says in how many signals the real bot hands over the photos of an album', async function () {
    this.timeout(120_000);
    const { stack } = await product();
    const bench = arrivalsBench({
      parameters: { photos: [3], gapsMs: [0], rounds: 1 },
      // Worker and bot run already, for all tests.
      start: async () => ({ stop: async () => undefined }),
    });
    const { report } = await runBenches({ arrivals: bench }, { stack, log: () => undefined });
    const { arrivals } = JSON.parse(JSON.stringify(report.arrivals)) as ArrivalsFigures;
    const [only] = arrivals;
    const photos = only?.photosOfSignals[0] ?? [];
    expect(photos.reduce((sum, one) => sum + one, 0)).to.equal(3);
    expect(only?.signals.all).to.deep.equal([photos.length]);
  });
});
