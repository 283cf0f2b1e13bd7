import { randomUUID } from 'node:crypto';
import type { Stack } from '../../stack/index.ts';
import { pool } from '../pool.ts';
import { meanShares, watchProcessors, type ProcessorShares, type ProcessorUse } from '../processors.ts';
import { sample, type Sample } from '../statistics.ts';
import type { noopWorkflow } from './bundle.ts';
import { countEvents } from './history.ts';
import { startLab, type Lab } from './lab.ts';
import { live } from './life.ts';
import { livePlainly } from './plain/life.ts';
import { planOf } from './plain/plan.ts';
import { connectRows } from './rows.ts';
import type { Script } from './script.ts';

export interface ThroughputParameters {
  /** Of each life, in one album. */
  readonly photos: number;
  readonly inFlight: number;
  /** Also of plain workflows. */
  readonly livesPerRound: number;
  readonly noopsPerRound: number;
  /** Rounds of each, alternating; one more of each warms up, and is not counted. */
  readonly rounds: number;
}

/** Workflows of one sort. */
export interface Rate {
  readonly perSecond: Sample;
  /** Processor time of worker and server for one, ms: less affected by other work on the machine. */
  readonly processorMs: Sample;
  /** Of one of them, with answers that take no time and share workflow tasks. */
  readonly events: number;
  /** Who used the processors meanwhile: null where the system does not tell. */
  readonly processors: ProcessorShares | null;
}

export interface Throughput extends ThroughputParameters {
  readonly lives: Rate;
  /** Lives that write their rows in PostgreSQL. */
  readonly livesWithRows: Rate;
  /** Hand-written workflows with the lives' messages, and as many activities that do nothing. */
  readonly plain: Rate;
  readonly noops: Rate;
  /** Lives per plain workflow in the same time, by pairs of rounds. */
  readonly perPlain: Sample;
  /** Lives per no-op. */
  readonly ratio: Sample;
  /** Both ratios by the processors' time that one takes: a plain workflow's, and a no-op's, divided by a life's. */
  readonly byProcessors: { readonly perPlain: Sample; readonly perNoop: Sample };
  /** The same for their events: the cost of a life's event against a no-op's. */
  readonly eventsRatio: Sample;
}

/** How long a check waits for more photos, ms. */
const QUIET_MS = 250;

/** Whole lives against plain workflows and against workflows that do nothing: same server, same process, same run. */
export async function measureThroughput(
  stack: Stack,
  parameters: ThroughputParameters,
  log: (line: string) => void,
): Promise<Throughput> {
  const { photos, inFlight, livesPerRound, noopsPerRound, rounds } = parameters;
  const script: Script = {
    photos,
    sending: 'album',
    checkQuietMs: QUIET_MS,
    training: { polls: 0, reports: 0 },
  };
  const lab = await startLab(stack);
  const rows = await connectRows(stack);
  const labWithRows = await startLab(stack, { rows });
  const once = async (here: Lab) => (await live(here, script)).workflowId;
  try {
    const plan = await planOf(lab.client, await once(lab));
    const sorts = {
      lives: { count: livesPerRound, one: () => once(lab) },
      livesWithRows: { count: livesPerRound, one: () => once(labWithRows) },
      plain: { count: livesPerRound, one: () => livePlainly(lab, { plan, photos, quietMs: QUIET_MS }) },
      noops: { count: noopsPerRound, one: () => doNothing(lab) },
    };
    type Sort = keyof typeof sorts;
    const found: Record<Sort, Round[]> = { lives: [], livesWithRows: [], plain: [], noops: [] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const sort of Object.keys(sorts) as Sort[]) {
        const { count, one } = sorts[sort];
        const measured = await measureRound(stack, count, inFlight, one);
        if (round > 0) found[sort].push(measured);
        log(`  ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${measured.perSecond.toFixed(2)} ${sort}/s`);
      }
    }
    const rateOf = async (sort: Sort): Promise<Rate> => ({
      perSecond: sample(found[sort].map(({ perSecond }) => perSecond)),
      processorMs: sample(found[sort].map(({ processorMs }) => processorMs)),
      events: (await countEvents(lab, found[sort].at(-1)?.workflowId ?? '')).total,
      processors: meanShares(found[sort].map(({ processors }) => processors)),
    });
    const [lives, plain, noops] = [await rateOf('lives'), await rateOf('plain'), await rateOf('noops')];
    const against = (sort: Sort) =>
      found.lives.map(({ perSecond }, round) => perSecond / (found[sort][round]?.perSecond ?? NaN));
    const lessThan = (sort: Sort) =>
      found.lives.map(({ processorMs }, round) => (found[sort][round]?.processorMs ?? NaN) / processorMs);
    return {
      ...parameters,
      lives,
      livesWithRows: await rateOf('livesWithRows'),
      plain,
      noops,
      perPlain: sample(against('plain')),
      ratio: sample(against('noops')),
      byProcessors: { perPlain: sample(lessThan('plain')), perNoop: sample(lessThan('noops')) },
      eventsRatio: sample(against('noops').map((ratio) => (ratio * lives.events) / noops.events)),
    };
  } finally {
    await Promise.all([lab.stop(), labWithRows.stop()]);
    await rows.close();
  }
}

interface Round {
  readonly perSecond: number;
  readonly processors: ProcessorUse | null;
  /** Of the worker and the server, for one. */
  readonly processorMs: number;
  /** Of the last one. */
  readonly workflowId: string;
}

/** Does `one` so many times, so many at once. */
async function measureRound(
  { env }: Pick<Stack, 'env'>,
  count: number,
  inFlight: number,
  one: () => Promise<string>,
): Promise<Round> {
  const database = env.DATABASE_URL === undefined ? undefined : new URL(env.DATABASE_URL).host;
  const processors = await watchProcessors({ server: env.TEMPORAL_ADDRESS ?? '', database });
  const since = performance.now();
  const workflowIds = await pool(Array.from({ length: count }), inFlight, one);
  const perSecond = count / ((performance.now() - since) / 1000);
  const used = await processors();
  const processorMs = (used?.usedMs ?? NaN) / count;
  return { perSecond, processors: used, processorMs, workflowId: workflowIds.at(-1) ?? '' };
}

async function doNothing({ client, taskQueue }: Lab): Promise<string> {
  const workflowId = `noop-${randomUUID()}`;
  await client.workflow.execute<typeof noopWorkflow>('noopWorkflow', { workflowId, taskQueue });
  return workflowId;
}
