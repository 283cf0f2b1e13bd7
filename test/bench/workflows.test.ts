import { expect } from 'chai';
import { runBenches } from '../../bench/run.ts';
import type { WorkflowsFigures } from '../../bench/workflows/figures.ts';
import { workflowsBench } from '../../bench/workflows/index.ts';
import { servers } from '../support/servers.ts';
import { quietRuntime } from '../support/worker-log.ts';

const MORE_POLLS = 40;

describe('npm run bench -- workflows', () => {
  let machine: object;
  let figures: WorkflowsFigures;
  let tables: string;

  before('runs with as little as it can', async function () {
    this.timeout(300_000);
    quietRuntime();
    const bench = workflowsBench({
      throughput: { photos: 1, inFlight: 1, livesPerRound: 1, noopsPerRound: 1, rounds: 1 },
      events: {
        photos: [1, 2],
        checkQuietMs: 1_000,
        repetitions: 1,
        training: { polls: 3, reports: 1 },
        otherTrainings: [{ polls: 3 + MORE_POLLS, reports: 1 }],
      },
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

  it('tells the throughput of whole lives, of plain workflows and of no-op ones, and their ratios', () => {
    const { lives, plain, noops, ratio, perPlain } = figures.throughput;
    for (const { median, min, max, all } of [lives.perSecond, plain.perSecond, noops.perSecond, ratio, perPlain]) {
      expect(all).to.have.length(1);
      expect([median, min, max]).to.deep.equal([all[0], all[0], all[0]]);
      expect(median).to.be.above(0);
    }
  });

  it('counts the events of a no-op workflow: start, end, and one workflow task', () => {
    expect(figures.throughput.noops.events).to.equal(5);
  });

  it('lives a plain workflow with messages and activities', () => {
    expect(figures.throughput.plain.events).to.be.above(5 * figures.throughput.noops.events);
  });

  it('tells who used the processors', function () {
    const shares = figures.throughput.livesWithRows.processors;
    if (!shares) return this.skip();
    const sum = Object.values(shares).reduce<number>((all, one) => all + (one ?? 0), 0);
    expect(sum).to.be.closeTo(1, 0.05);
  });

  it('counts the events of a life by the number of its photos', () => {
    const { photos1 = 0, photos2 = 0 } = figures.eventsPerLife;
    expect(photos1).to.be.above(0);
    expect(photos2).to.be.above(photos1);
  });

  it('says what the events of every script are', () => {
    const { lives } = figures.events;
    expect(lives.map(({ photos, sending, ending }) => [photos, sending, ending])).to.deep.equal([
      [1, 'album', 'completed'],
      [2, 'album', 'completed'],
      [1, 'album, a signal each', 'completed'],
      [2, 'album, a signal each', 'completed'],
      [1, 'one by one', 'completed'],
      [2, 'one by one', 'completed'],
      [1, 'album', 'cancelled while collecting'],
      [1, 'album', 'cancelled while training'],
      [1, 'album', 'retried'],
      [1, 'album', 'failed'],
    ]);
    for (const { total, first } of lives) {
      expect(Object.values(first.byKind).reduce((sum, count) => sum + count, 0)).to.equal(total.all[0]);
      expect(first.byKind.other).to.equal(0);
      expect(first.actions.starts).to.be.above(0);
      expect(first.actions.signals).to.be.at.least(first.byKind.signals);
    }
  });

  it('says what an end other than the usual adds, and what a further photo adds', () => {
    for (const { ending, added } of figures.events.lives) {
      if (ending === 'completed') expect(added).to.equal(undefined);
      else expect(added).to.be.a('number');
    }
    expect(figures.events.furtherPhoto.events).to.be.above(0);
    expect(figures.events.furtherPhoto.actions).to.be.above(0);
  });

  it('finds no trace of further polls in history, and counts them as actions apart', () => {
    const [usual] = figures.events.lives;
    const [longer] = figures.events.trainings;
    // On a busy machine two things may share a workflow task after all; a trace of each poll would be more.
    const difference = (longer?.sincePolls.median ?? NaN) - (usual?.sincePolls.median ?? NaN);
    expect(Math.abs(difference)).to.be.below(MORE_POLLS / 2);
    expect(longer?.first.actions.polling).to.be.at.least((usual?.first.actions.polling ?? NaN) + MORE_POLLS);
  });

  it('says what a day of polls costs', () => {
    const { pollIntervalMs, polls, actionsPerPoll, actions } = figures.pollingADay;
    expect(polls * pollIntervalMs).to.be.at.most(24 * 60 * 60_000);
    expect(actions).to.equal(polls * actionsPerPoll);
  });

  it('has a line for users on each', () => {
    for (const line of [
      'whole lives a second',
      'plain workflows',
      'no-op workflows a second',
      'events, actions: 2 photos, album',
    ]) {
      expect(tables).to.include(line);
    }
  });
});
