import { expect } from 'chai';
import { runBenches } from '../../bench/run.ts';
import { workflowsBench, type WorkflowsFigures } from '../../bench/workflows/index.ts';
import { servers } from '../support/servers.ts';
import { quietRuntime } from '../support/worker-log.ts';

describe('npm run bench -- workflows', () => {
  let machine: object;
  let figures: WorkflowsFigures;
  let tables: string;

  before('runs with as little as it can', async function () {
    this.timeout(120_000);
    quietRuntime();
    const bench = workflowsBench({
      throughput: { photos: 1, inFlight: 2, livesPerRound: 2, noopsPerRound: 2, rounds: 1 },
      events: { photos: [1, 2], albumQuietMs: 500, repetitions: 1, polls: [1, 3], reports: 1 },
    });
    const done = await runBenches({ workflows: bench }, { stack: await servers(), log: () => undefined });
    // As readers of the JSON get it.
    const report = JSON.parse(JSON.stringify(done.report)) as { machine: object; workflows: WorkflowsFigures };
    ({ machine, workflows: figures } = report);
    ({ tables } = done);
  });

  it('tells the machine', () => {
    expect(machine).to.have.all.keys('cpus', 'cpu', 'node');
  });

  it('tells the throughput of whole lives, of no-op workflows, and their ratio', () => {
    const { lives, noops, ratio } = figures.throughput;
    for (const { median, min, max, all } of [lives.perSecond, noops.perSecond, ratio]) {
      expect(all).to.have.length(1);
      expect([median, min, max]).to.deep.equal([all[0], all[0], all[0]]);
      expect(median).to.be.above(0);
    }
  });

  it('counts the events of a no-op workflow: start, end, and one workflow task', () => {
    expect(figures.throughput.noops.events).to.equal(5);
  });

  it('counts the events of a life by the number of its photos', () => {
    const { photos1 = 0, photos2 = 0 } = figures.eventsPerLife;
    expect(photos1).to.be.above(0);
    expect(photos2).to.be.above(photos1);
  });

  it('says what the events of every script are', () => {
    const { lives } = figures.events;
    expect(lives.map(({ photos, sending, reports }) => [photos, sending, reports])).to.deep.equal([
      [1, 'album', 0],
      [2, 'album', 0],
      [1, 'one by one', 0],
      [2, 'one by one', 0],
      [1, 'album', 1],
    ]);
    for (const { total, byKind, activities, photos, reports } of lives) {
      expect(Object.values(byKind).reduce((sum, count) => sum + count, 0)).to.equal(total.all[0]);
      expect(byKind.signals).to.equal(photos + reports);
      expect(byKind.other).to.equal(0);
      expect(activities.checkPhoto).to.equal(photos);
    }
  });

  it('counts as many events after some polls as after more', () => {
    const [few, more] = figures.events.training;
    expect(more?.polls).to.be.above(few?.polls ?? Infinity);
    expect(more?.events).to.equal(few?.events);
  });

  it('has a line for users on each', () => {
    for (const line of ['whole lives a second', 'no-op workflows a second', 'events: 2 photos, album']) {
      expect(tables).to.include(line);
    }
  });
});
