/**
 * One side of the comparison: `node side.ts product THREADS` inspects photos with the inspector, `node side.ts bare`
 * only decodes them. Reads each file on demand, as the worker does; answers each order with its round, and `memory`
 * with the memory.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createPhotoInspector } from '../../src/activities/adapters/photos/inspector/index.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { pool } from '../pool.ts';
import type { Readiness, Round, RoundOrder } from './rounds.ts';
import { watchingStalls, watchMemory } from './watch.ts';

/** Processes one photo. @returns the finding against it */
type Work = (bytes: Buffer) => Promise<string | null>;
interface Side {
  readonly threads: number;
  /** Photos in progress at once. */
  readonly inFlight: number;
  readonly work: Work;
}

const SIDE = 1024;
const REST_MS = 500;

async function product(threads: number): Promise<Side> {
  const inspector = await createPhotoInspector({ threads });
  const demands = { ...defaultPolicy.photos, avatarType: 'character' } as const;
  return {
    threads,
    // As in the worker: while some are inspected, as many are fetched.
    inFlight: 2 * threads,
    work: async (bytes) => (await inspector.inspect(bytes, demands)).finding?.code ?? null,
  };
}

function bare(threads: number): Side {
  sharp.concurrency(1);
  sharp.cache(false);
  async function work(bytes: Buffer): Promise<null> {
    const picture = sharp(bytes).autoOrient().resize(SIDE, SIDE, { fit: 'inside' });
    await picture.toColourspace('srgb').removeAlpha().raw().toBuffer();
    return null;
  }
  return { threads, inFlight: threads, work };
}

async function round({ inFlight, work }: Side, files: readonly string[]): Promise<Round> {
  const since = performance.now();
  const used = process.cpuUsage();
  const { result, stallMs } = await watchingStalls(() =>
    pool(files, inFlight, async (file) => work(await readFile(file))),
  );
  const { user, system } = process.cpuUsage(used);
  return {
    ms: performance.now() - since,
    cpuMs: (user + system) / 1000,
    refusals: result.filter((refusal) => refusal !== null),
    stallMs,
  };
}

const [name, threads = '1'] = process.argv.slice(2);
const side = name === 'product' ? await product(Number(threads)) : bare(Number(threads));
const { stallMs } = await watchingStalls(() => sleep(REST_MS));
const memory = watchMemory();
const ready: Readiness = { threads: side.threads, stallMs };
async function answer(order: RoundOrder | 'memory'): Promise<void> {
  process.send?.(order === 'memory' ? memory() : await round(side, order.files));
}
process.on('message', (order: RoundOrder | 'memory') => void answer(order));
process.on('disconnect', () => process.exit());
process.send?.(ready);
