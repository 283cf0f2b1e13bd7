import { sample, type Sample } from '../statistics.ts';
import { startSide, type SideProcess } from './process.ts';
import type { Readiness, Round } from './rounds.ts';
import { sampleKinds, type SampleKind, type Samples } from './samples.ts';

export interface SpeedParameters {
  /** Of the inspector; the bare side runs as many decodes at once. */
  readonly threads: number;
  /** Different photos in a round. */
  readonly photos: number;
  /** How often each photo comes in a round, by kind: rounds should take about as long. */
  readonly times: Readonly<Record<SampleKind, number>>;
  /** Rounds of each side, alternating; one more of each warms up, and is not counted. */
  readonly rounds: number;
}

export interface SpeedOfKind {
  /** The whole pipeline, through the pool. */
  readonly product: { readonly perSecond: Sample };
  /** Only a decode to 1024 px, by sharp alone. */
  readonly bare: { readonly perSecond: Sample };
  /** Photos of the product per photo of the bare side, by pairs of rounds. */
  readonly ratio: Sample;
  /** The same by processor time: nearly constant, however busy the machine is. */
  readonly cpuRatio: Sample;
}

interface Stalls {
  readonly p99: Sample;
  readonly max: Sample;
}

export interface Speed extends SpeedParameters {
  readonly speed: Readonly<Record<SampleKind, SpeedOfKind>>;
  /** Stalls of each main thread, ms by rounds. The bare side and a resting thread show what the machine itself adds. */
  readonly stallMs: { readonly product: Stalls; readonly bare: Stalls; readonly atRest: Readiness['stallMs'] };
  /** Resident set of a process that only inspects, MB. */
  readonly rssMb: { readonly beforeFirstPhoto: number; readonly peak: number; readonly bare: number };
}

/** The inspector against bare decoding of the same bytes, each side in its own process. */
export async function measureSpeed(
  samples: Samples,
  parameters: SpeedParameters,
  log: (line: string) => void,
): Promise<Speed> {
  const { threads } = parameters;
  const product = await startSide('product', threads);
  const bare = await startSide('bare', threads);
  const rounds: Pair[] = [];
  try {
    for (const kind of sampleKinds) rounds.push(...(await byTurns({ product, bare }, kind, samples, parameters, log)));
    const own = await product.memory();
    const ofKind = (kind: SampleKind): SpeedOfKind => compared(rounds.filter((pair) => pair.kind === kind));
    return {
      ...parameters,
      speed: { large: ofKind('large'), telegram: ofKind('telegram') },
      stallMs: {
        product: stalls(rounds.map((pair) => pair.product)),
        bare: stalls(rounds.map((pair) => pair.bare)),
        atRest: product.stallMs,
      },
      rssMb: {
        beforeFirstPhoto: Math.round(own.before),
        peak: Math.round(own.peak),
        bare: Math.round((await bare.memory()).peak),
      },
    };
  } finally {
    await Promise.all([product.stop(), bare.stop()]);
  }
}

interface Sides {
  readonly product: SideProcess;
  readonly bare: SideProcess;
}

/** A round of each side, on the same photos. */
interface Pair {
  readonly kind: SampleKind;
  readonly photos: number;
  readonly product: Round;
  readonly bare: Round;
}

async function byTurns(
  { product, bare }: Sides,
  kind: SampleKind,
  samples: Samples,
  { photos, times, rounds }: SpeedParameters,
  log: (line: string) => void,
): Promise<Pair[]> {
  const files = Array.from({ length: times[kind] }, () => samples[kind].slice(0, photos)).flat();
  const pairs: Pair[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = { kind, photos: files.length, product: await product.round(files), bare: await bare.round(files) };
    const name = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
    const [inspected, decoded] = [perSecond(pair.product, pair), perSecond(pair.bare, pair)];
    log(`  ${kind}, ${name}: ${inspected.toFixed(1)} inspected/s, ${decoded.toFixed(1)} decoded/s`);
    // A refused photo is not encoded, and would look fast.
    const { refusals } = pair.product;
    if (refusals.length > 0)
      throw new Error(`of ${files.length} good photos some were refused: ${refusals.join(', ')}`);
    if (round > 0) pairs.push(pair);
  }
  return pairs;
}

function perSecond({ ms }: Round, { photos }: Pair): number {
  return (1000 * photos) / ms;
}

function compared(pairs: readonly Pair[]): SpeedOfKind {
  return {
    product: { perSecond: sample(pairs.map((pair) => perSecond(pair.product, pair))) },
    bare: { perSecond: sample(pairs.map((pair) => perSecond(pair.bare, pair))) },
    ratio: sample(pairs.map(({ product, bare }) => bare.ms / product.ms)),
    cpuRatio: sample(pairs.map(({ product, bare }) => bare.cpuMs / product.cpuMs)),
  };
}

function stalls(rounds: readonly Round[]): Stalls {
  return {
    p99: sample(rounds.map(({ stallMs }) => stallMs.p99)),
    max: sample(rounds.map(({ stallMs }) => stallMs.max)),
  };
}
