import { fileURLToPath } from 'node:url';
import { startApp, startAppProcess, logEntry } from '../../stack/app.ts';
import type { Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';
import type { Bench } from '../bench.ts';
import { inShort, sample, type Sample } from '../statistics.ts';
import { Crowd, floods, type Flood } from './crowd.ts';

export interface TapsParameters {
  /** Users who tap at once, each a button of their own avatar. */
  readonly people: number;
  /** Alternating with the product's bot and the bare one; one more of each warms up, and is not counted. */
  readonly rounds: number;
}

/** From the tap to its acknowledgement, ms, one value a round. */
export interface Acknowledgement {
  readonly p50: Sample;
  readonly p95: Sample;
}

/** The shape of the bench's JSON, which readers may rely on. */
export interface TapsFigures extends TapsParameters {
  readonly product: Acknowledgement;
  /** Of a bot that does nothing else. */
  readonly bare: Acknowledgement;
  /** The product's divided by the bare bot's in the same round. */
  readonly ratio: Acknowledgement;
  /**
   * The product's when users tap one after another while one user forwards a hundred messages every five seconds, divided by the
   * same without that user in the same round.
   */
  readonly besideFlood: Readonly<Record<Flood, Acknowledgement>>;
  /** The same of the bare bot, which does nothing about the flood: the cost of making and delivering it. */
  readonly bareBesideFlood: Readonly<Record<Flood, Acknowledgement>>;
}

/** Taps of many users at the same moment, each with a request to a workflow. */
export function tapsBench({ people, rounds }: TapsParameters = { people: 200, rounds: 4 }): Bench {
  return {
    about: 'how soon a tap is acknowledged when many tap at once, against a bare bot',
    parts: ['temporal', 'postgres', 'storage', 'fal', 'telegram'],
    async run({ stack, log }) {
      await migrate(stack);
      const app = await startApp(stack);
      const telegram = stack.env.TELEGRAM_API_ROOT ?? '';
      const measured = { product: [] as Round[], bare: [] as Round[] };
      const flooded = { product: noRounds(), bare: noRounds() };
      let bot = app.bot;
      try {
        const crowd = await Crowd.gather(telegram, people);
        log(`  ${people} people have an avatar each`);
        for (let round = 0; round <= rounds; round += 1) {
          const product = roundOf(await crowd.tap());
          const calm = await besideFloods(crowd);
          await bot.stop();
          const bareBot = await startBareBot(stack);
          const bare = roundOf(await crowd.tap());
          const bareCalm = await besideFloods(crowd);
          await bareBot.stop();
          const next = startAppProcess(stack, 'bot');
          await next.ready;
          bot = next.running;
          log(`  round ${round}: p50 ${product.p50} and ${bare.p50} ms, p95 ${product.p95} and ${bare.p95} ms`);
          log(`    one after another: ${inBoth(calm.alone, bareCalm.alone)}`);
          for (const flood of floods) log(`    beside a flood of ${flood}: ${inBoth(calm[flood], bareCalm[flood])}`);
          if (round === 0) continue;
          measured.product.push(product);
          measured.bare.push(bare);
          for (const flood of floods) {
            flooded.product[flood].push(against(calm[flood], calm.alone));
            flooded.bare[flood].push(against(bareCalm[flood], bareCalm.alone));
          }
        }
      } finally {
        await bot.stop();
        await app.stop();
      }
      const figures: TapsFigures = {
        people,
        rounds,
        product: acknowledgement(measured.product),
        bare: acknowledgement(measured.bare),
        ratio: acknowledgement(measured.product.map((round, index) => against(round, measured.bare[index]))),
        besideFlood: ofFloods((flood) => acknowledgement(flooded.product[flood])),
        bareBesideFlood: ofFloods((flood) => acknowledgement(flooded.bare[flood])),
      };
      return { figures, table: inRows(figures) };
    },
  };
}

interface Round {
  readonly p50: number;
  readonly p95: number;
}

const ofFloods = <T>(of: (flood: Flood) => T): Record<Flood, T> => ({
  stickers: of('stickers'),
  texts: of('texts'),
  photos: of('photos'),
});

const noRounds = () => ofFloods((): Round[] => []);

/** Taps one after another, alone and beside each flood. */
async function besideFloods(crowd: Crowd): Promise<Record<Flood | 'alone', Round>> {
  return {
    alone: roundOf(await crowd.tapInTurn()),
    stickers: roundOf(await crowd.tapBeside('stickers')),
    texts: roundOf(await crowd.tapBeside('texts')),
    photos: roundOf(await crowd.tapBeside('photos')),
  };
}

const inBoth = (product: Round, bare: Round): string =>
  `p50 ${product.p50} and ${bare.p50} ms, p95 ${product.p95} and ${bare.p95} ms`;

function roundOf(ms: readonly number[]): Round {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

function against(product: Round, bare: Round | undefined): Round {
  return { p50: product.p50 / (bare?.p50 ?? NaN), p95: product.p95 / (bare?.p95 ?? NaN) };
}

function acknowledgement(rounds: readonly Round[]): Acknowledgement {
  return { p50: sample(rounds.map(({ p50 }) => p50)), p95: sample(rounds.map(({ p95 }) => p95)) };
}

async function startBareBot(stack: Stack): Promise<{ stop(): Promise<void> }> {
  const ready = Promise.withResolvers<void>();
  const running = stack.processes.start(
    'bare bot',
    process.execPath,
    [fileURLToPath(new URL('bare-bot.ts', import.meta.url))],
    {
      env: stack.env,
      onLine: (line) => {
        if (logEntry(line)?.msg === 'the bot is ready') ready.resolve();
      },
    },
  );
  const ended = running.ended.then((): never => {
    throw new Error(`the bare bot ended: ${running.lastLines()}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready.promise, ended]);
  return running;
}

function inRows({ people, product, bare, ratio, besideFlood, bareBesideFlood }: TapsFigures): string[][] {
  return (['p50', 'p95'] as const).flatMap((which) => [
    [`${which} of ${people} taps at once, ms`, inShort(product[which])],
    [`${which} of the same by a bare bot, ms`, inShort(bare[which])],
    [`${which}, the one against the other`, inShort(ratio[which])],
    ...floods.flatMap((flood) => [
      [`${which} beside one user's ${flood}, against alone`, inShort(besideFlood[flood][which])],
      [`${which} of the same by a bare bot`, inShort(bareBesideFlood[flood][which])],
    ]),
  ]);
}
