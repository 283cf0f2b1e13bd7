import { randomUUID } from 'node:crypto';
import type { Stack } from '../../stack/index.ts';
import { pool } from '../pool.ts';
import { sample, type Sample } from '../statistics.ts';
import type { noopWorkflow } from './bundle.ts';
import { countEvents } from './history.ts';
import { startLab, type Lab } from './lab.ts';
import { live } from './life.ts';
import type { Script } from './script.ts';

export interface ThroughputParameters {
  /** Of each life, in one album. */
  readonly photos: number;
  readonly inFlight: number;
  readonly livesPerRound: number;
  readonly noopsPerRound: number;
  /** Rounds of each, alternating; one more of each warms up, and is not counted. */
  readonly rounds: number;
}

export interface Throughput extends ThroughputParameters {
  /** `events`: of one of them, with answers that take no time and share workflow tasks. */
  readonly lives: { readonly perSecond: Sample; readonly events: number };
  readonly noops: { readonly perSecond: Sample; readonly events: number };
  /** Lives per no-op in the same time, by pairs of rounds. */
  readonly ratio: Sample;
  /** The same for their events: the cost of a life's event against a no-op's. */
  readonly eventsRatio: Sample;
}

/** Whole lives against workflows that do nothing: same server, same worker, same run. */
export async function measureThroughput(
  stack: Pick<Stack, 'env'>,
  parameters: ThroughputParameters,
  log: (line: string) => void,
): Promise<Throughput> {
  const { photos, inFlight, livesPerRound, noopsPerRound, rounds } = parameters;
  const script: Script = { photos, sending: 'album', burstQuietMs: 250, training: { polls: 0, reports: 0 } };
  const lab = await startLab(stack, { inTurn: false });
  try {
    const lives: number[] = [];
    const noops: number[] = [];
    let life = '';
    let noop = '';
    for (let round = 0; round <= rounds; round += 1) {
      const one = await perSecond(
        livesPerRound,
        inFlight,
        async () => void (life = (await live(lab, script)).workflowId),
      );
      const other = await perSecond(noopsPerRound, inFlight, async () => void (noop = await doNothing(lab)));
      const name = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
      log(`  ${name}: ${one.toFixed(2)} lives/s, ${other.toFixed(1)} no-ops/s`);
      if (round === 0) continue;
      lives.push(one);
      noops.push(other);
    }
    const ratios = lives.map((value, round) => value / (noops[round] ?? NaN));
    const events = {
      life: (await countEvents(lab.client, life)).total,
      noop: (await countEvents(lab.client, noop)).total,
    };
    return {
      ...parameters,
      lives: { perSecond: sample(lives), events: events.life },
      noops: { perSecond: sample(noops), events: events.noop },
      ratio: sample(ratios),
      eventsRatio: sample(ratios.map((ratio) => (ratio * events.life) / events.noop)),
    };
  } finally {
    await lab.stop();
  }
}

async function doNothing({ client, taskQueue }: Lab): Promise<string> {
  const workflowId = `noop-${randomUUID()}`;
  await client.workflow.execute<typeof noopWorkflow>('noopWorkflow', { workflowId, taskQueue });
  return workflowId;
}

/** Does `one` so many times, so many at once. */
async function perSecond(count: number, inFlight: number, one: () => Promise<void>): Promise<number> {
  const since = performance.now();
  await pool(Array.from({ length: count }), inFlight, one);
  return count / ((performance.now() - since) / 1000);
}
