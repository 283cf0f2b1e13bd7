import { portraits, type File } from '../../demo/portraits.ts';
import { TelegramUser } from '../../emulators/telegram/client.ts';
import type { Stack } from '../../stack/index.ts';
import { Person } from '../../test/support/product.ts';
import { until } from '../../test/support/until.ts';
import { avatarIdOf } from '../photos/album.ts';
import { sample, type Sample } from '../statistics.ts';
import type { startTrainingApp } from './app.ts';
import { bareMessage, toldAt } from './chat.ts';
import { barePoll, endOf, requestOf, setUp } from './fal.ts';

export interface DelayParameters {
  /** Trainings by each way, each of another user. */
  readonly trainings: number;
  /** Photos of each: their number does not matter here. */
  readonly photos: number;
  /** Polling intervals, ms, without a webhook and with one. */
  readonly pollIntervalMs: { readonly polling: number; readonly webhook: number };
}

/** From FAL's end of a training to the message that tells the user, ms. */
export interface Delay {
  readonly pollIntervalMs: number;
  readonly ms: Sample;
  readonly p95: number;
  /** The upper bound. */
  readonly limitMs: number;
  readonly withinLimit: boolean;
  /** One bare status request and one bare message, right after: the least possible. */
  readonly bareMs: Sample;
  readonly perBare: Sample;
}

export interface Delays {
  readonly webhook: Delay;
  readonly polling: Delay;
}

/** Longest time from an end to its message with a webhook, ms; without one, an interval is added. */
const LIMIT_MS = 2_000;
const QUEUE_MS = 200;
/** Longer than anything takes on a busy machine, ms. */
const PATIENCE_MS = 240_000;

/** Whole lives in the product's own processes, FAL and Telegram emulated: how long the end takes to be told. */
export async function measureDelays(
  stack: Stack,
  start: typeof startTrainingApp,
  { trainings, photos, pollIntervalMs }: DelayParameters,
  log: (line: string) => void,
): Promise<Delays> {
  const files = await portraits(photos);
  async function by(way: 'webhook' | 'polling'): Promise<Delay> {
    const interval = pollIntervalMs[way];
    const app = await start(stack, { photos, pollIntervalMs: interval }, log);
    try {
      const limitMs = LIMIT_MS + (way === 'polling' ? interval : 0);
      return await ends(stack.env, { way, trainings, files, interval, limitMs }, log);
    } finally {
      await app.stop();
    }
  }
  return { webhook: await by('webhook'), polling: await by('polling') };
}

interface Ends {
  readonly way: 'webhook' | 'polling';
  readonly trainings: number;
  readonly files: readonly File[];
  readonly interval: number;
  readonly limitMs: number;
}

async function ends(
  env: Stack['env'],
  { way, trainings, files, interval, limitMs }: Ends,
  log: (line: string) => void,
): Promise<Delay> {
  const found: { delay: number; bare: number }[] = [];
  // One after another: each ends at another moment between two polls. The first one warms up.
  for (let index = 0; index <= trainings; index += 1) {
    const phase = ((index + 0.5) / (trainings + 1)) * (way === 'polling' ? interval : 1_000);
    const once = await endOfOne(env, files, { way, trainingMs: Math.round(1_500 + phase) });
    log(`  by ${way}, ${index === 0 ? 'warm-up' : `${index} of ${trainings}`}: ${Math.round(once.delay)} ms`);
    if (index > 0) found.push(once);
  }
  const delays = found.map(({ delay }) => delay);
  const p95 = delays.toSorted((one, other) => one - other)[Math.ceil(delays.length * 0.95) - 1] ?? NaN;
  return {
    pollIntervalMs: interval,
    ms: sample(delays),
    p95,
    limitMs,
    withinLimit: p95 <= limitMs,
    bareMs: sample(found.map(({ bare }) => bare)),
    perBare: sample(found.map(({ delay, bare }) => delay / bare)),
  };
}

let people = 9_000_000;

/** @returns ms from the end of a training to the message, and of a bare request and message after it */
async function endOfOne(
  { TELEGRAM_API_ROOT: telegram = '', FAL_API_ROOT: fal = '' }: Stack['env'],
  files: readonly File[],
  { way, trainingMs }: { way: 'webhook' | 'polling'; trainingMs: number },
): Promise<{ delay: number; bare: number }> {
  await setUp(fal, { queueMs: QUEUE_MS, trainingMs, webhook: { lost: way === 'polling' } });
  const id = (people += 1);
  const person = new Person(new TelegramUser(telegram, { id, first_name: 'Ann', language_code: 'en' }), id, 'en');
  await person.begins('portrait');
  await person.user.sendPhotos([...files], { album: true });
  await person.starts();
  const avatarId = await avatarIdOf(person);
  const request = await until(
    'a submission',
    () => requestOf(fal, avatarId),
    (one) => one !== null,
    PATIENCE_MS,
  );
  const news = person.t('news-completed', { name: 'Ann' });
  await person.user.waitFor(({ messages }) => messages.some(({ text, caption }) => (text ?? caption)?.includes(news)), {
    timeoutMs: PATIENCE_MS,
    what: 'the news of the end',
  });
  if (!request) throw new Error('there is no request');
  const [ended, told] = [await endOf(fal, request), await toldAt(telegram, person, news)];
  const bare = (await barePoll(fal, request)) + (await bareMessage(telegram, person));
  return { delay: told - ended, bare };
}
