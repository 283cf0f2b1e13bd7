import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import sharp from 'sharp';
import { TelegramUser, type OwnFile } from '../../emulators/telegram/client.ts';
import { avatarWorkflowId } from '../../src/workflows/avatar/contract.ts';
import { startApp } from '../../stack/app.ts';
import { partNames } from '../../stack/given.ts';
import type { Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';
import { Person } from '../../test/support/product.ts';
import type { Bench } from '../bench.ts';
import { avatarIdOf } from '../photos/album.ts';
import { inShort, sample, type Sample } from '../statistics.ts';
import { photosOfSignals } from './signals.ts';

export interface ArrivalsParameters {
  /** Photos that a user sends at once, in albums of at most ten. */
  readonly photos: readonly number[];
  /** Between two messages on their way to the bot, ms: none, or as a slow upload makes them. */
  readonly gapsMs: readonly number[];
  /** Each of another user. */
  readonly rounds: number;
}

/** How many signals the avatar's run gets for the photos of one sending. */
export interface Arrival {
  readonly photos: number;
  readonly gapMs: number;
  readonly signals: Sample;
  /** Photos in each signal of each round, in order. */
  readonly photosOfSignals: readonly (readonly number[])[];
}

/** The shape of the bench's JSON, which readers may rely on. */
export interface ArrivalsFigures {
  readonly arrivals: readonly Arrival[];
}

export interface ArrivalsBenchOptions {
  readonly parameters?: ArrivalsParameters;
  readonly start?: (stack: Stack) => Promise<{ stop(): Promise<void> }>;
}

const usual: ArrivalsParameters = { photos: [10, 20], gapsMs: [0, 50], rounds: 3 };

/** Albums through the real bot: it gathers the photos that wait, and hands them over together. */
export function arrivalsBench({ parameters = usual, start = startProduct }: ArrivalsBenchOptions = {}): Bench {
  return {
    about: 'how many signals hand over the photos of an album',
    parts: partNames,
    async run({ stack, log }) {
      const app = await start(stack);
      const connection = await Connection.connect({ address: stack.env.TEMPORAL_ADDRESS ?? '' });
      const client = new Client({ connection, namespace: stack.env.TEMPORAL_NAMESPACE ?? 'default' });
      const arrivals: Arrival[] = [];
      try {
        for (const photos of parameters.photos) {
          for (const gapMs of parameters.gapsMs) {
            const all: number[][] = [];
            for (let round = 1; round <= parameters.rounds; round += 1) {
              all.push(await sendAlbum(stack, client, { photos, gapMs }));
              log(`  ${photos} photos, ${gapMs} ms apart: signals with ${all.at(-1)?.join(', ')}`);
            }
            arrivals.push({ photos, gapMs, signals: sample(all.map(({ length }) => length)), photosOfSignals: all });
          }
        }
      } finally {
        await connection.close();
        await app.stop();
      }
      const figures: ArrivalsFigures = { arrivals };
      return { figures, table: arrivals.map(inRow) };
    },
  };
}

async function startProduct(stack: Stack): Promise<{ stop(): Promise<void> }> {
  await migrate(stack);
  return startApp(stack);
}

let people = 9_500_000;
/** Longer than the photos take to the run on a busy machine, ms. */
const PATIENCE_MS = 60_000;

/** @returns the photos in each signal, in order */
async function sendAlbum(
  { env }: Pick<Stack, 'env'>,
  client: Client,
  { photos, gapMs }: Pick<Arrival, 'photos' | 'gapMs'>,
): Promise<number[]> {
  const id = (people += 1);
  const user = new TelegramUser(env.TELEGRAM_API_ROOT ?? '', { id, first_name: 'Ann', language_code: 'en' });
  const person = new Person(user, id, 'en');
  await person.begins('portrait');
  await user.sendPhotos(await smallPhotos(photos), { album: true, gapMs });
  const workflowId = avatarWorkflowId(await avatarIdOf(person));
  const since = Date.now();
  for (;;) {
    const found = await photosOfSignals(client, workflowId);
    const sum = found.reduce((all, one) => all + one, 0);
    if (sum >= photos) return found;
    if (Date.now() - since > PATIENCE_MS) throw new Error(`of ${photos} photos ${sum} have come`);
    await sleep(100);
  }
}

/** Too small for an avatar, so that they are soon checked. All differ. */
function smallPhotos(count: number): Promise<OwnFile[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const background = { r: 10 * index, g: 100, b: 255 - 10 * index };
      const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
      return { name: `small-${index + 1}.jpg`, bytes: await picture.jpeg().toBuffer() };
    }),
  );
}

function inRow({ photos, gapMs, signals }: Arrival): string[] {
  return [`signals for ${photos} photos${gapMs ? `, ${gapMs} ms apart` : ''}`, inShort(signals)];
}
