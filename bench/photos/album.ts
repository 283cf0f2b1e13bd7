import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Client, Connection } from '@temporalio/client';
import { TelegramUser, textOf, type MessageView } from '../../emulators/telegram/client.ts';
import { parse } from '../../src/chat/callbacks.ts';
import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { connectRecords } from '../../src/entities/orm.ts';
import type { Stack } from '../../stack/index.ts';
import { Person } from '../../test/support/product.ts';
import { sample, type Sample } from '../statistics.ts';
import { checkTimes } from './album-times.ts';
import type { BenchedApp } from './app.ts';
import { startSide } from './process.ts';
import type { Memory } from './rounds.ts';
import type { SampleKind, Samples } from './samples.ts';

export interface AlbumParameters {
  /** At most as many as an avatar takes. */
  readonly photos: number;
  readonly kinds: readonly SampleKind[];
  /** Albums of each kind, each of another user; one more warms up, and is not counted. */
  readonly rounds: number;
  /** Threads of the worker's inspector, and of the one it is compared with. */
  readonly threads: number;
}

/** All from when Telegram has the last byte of the album, ms. */
export interface AlbumTimes {
  /** Until the last verdict. */
  readonly toLastVerdict: Sample;
  /** Until the card shows the count of all photos. */
  readonly toTally: Sample;
  /** Until the first check: before zero where it begins while the album still arrives. */
  readonly toFirstCheck: Sample;
  /** Until the card shows a first verdict. */
  readonly toFirstShown: Sample;
  /** The same photos in the inspector alone, without Telegram, storage, rows and workflow. */
  readonly inspection: Sample;
  /** From the first check to the last verdict, divided by the inspection. */
  readonly checksPerInspection: Sample;
  /** From the last byte to the last verdict, waits included, divided by the inspection. */
  readonly allPerInspection: Sample;
  /** The same, less the inspection: what the product adds, ms. */
  readonly beyondInspection: Sample;
}

export interface Album extends Omit<AlbumParameters, 'kinds'> {
  readonly burstQuietMs: number;
  readonly ms: Readonly<Partial<Record<SampleKind, AlbumTimes>>>;
  /** The worker's resident set, MB, before the first album and at its peak; null where the system does not tell. */
  readonly workerMb: Memory | null;
}

/** Longer than an album takes on a busy machine, ms. */
const PATIENCE_MS = 180_000;
/** Between two measurements of the worker's memory, ms. */
const WORKER_MEMORY_MS = 25;

interface Round {
  readonly toFirstCheck: number;
  readonly toFirstShown: number;
  readonly toLastVerdict: number;
  readonly toTally: number;
  readonly inspection: number;
}

/** Albums through the whole product, alternating with the same photos through the inspector alone. */
export async function measureAlbum(
  { env }: Pick<Stack, 'env'>,
  app: BenchedApp,
  samples: Samples,
  { photos, kinds, rounds, threads }: AlbumParameters,
  log: (line: string) => void,
): Promise<Album> {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  const client = new Client({ connection, namespace: env.TEMPORAL_NAMESPACE ?? 'default' });
  const orm = await connectRecords(env.DATABASE_URL ?? '');
  const side = await startSide('product', threads);
  const memory = await watchWorker(app);
  const ms: Partial<Record<SampleKind, AlbumTimes>> = {};
  try {
    for (const kind of kinds) {
      const files = samples[kind].slice(0, photos);
      const measured: Round[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const { ms: inspection } = await side.round(files);
        const times = {
          inspection,
          ...(await sendAlbum({ client, orm, telegram: env.TELEGRAM_API_ROOT ?? '' }, files)),
        };
        const name = round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;
        log(`  album of ${photos}, ${kind}, ${name}: ${times.toLastVerdict} ms, alone ${Math.round(inspection)} ms`);
        if (round > 0) measured.push(times);
      }
      ms[kind] = inSamples(measured);
    }
    return { photos, rounds, threads, burstQuietMs: app.burstQuietMs, ms, workerMb: memory.seen() };
  } finally {
    memory.stop();
    await side.stop();
    await orm.close(true);
    await connection.close();
  }
}

function inSamples(rounds: readonly Round[]): AlbumTimes {
  const of = (value: (round: Round) => number): Sample => sample(rounds.map(value));
  return {
    toLastVerdict: of((round) => round.toLastVerdict),
    toTally: of((round) => round.toTally),
    toFirstCheck: of((round) => round.toFirstCheck),
    toFirstShown: of((round) => round.toFirstShown),
    inspection: of((round) => round.inspection),
    checksPerInspection: of((round) => (round.toLastVerdict - round.toFirstCheck) / round.inspection),
    allPerInspection: of((round) => round.toLastVerdict / round.inspection),
    beyondInspection: of((round) => round.toLastVerdict - round.inspection),
  };
}

async function watchWorker(app: BenchedApp): Promise<{ seen(): Memory | null; stop(): void }> {
  const before = await app.workerMb();
  let peak = before ?? 0;
  const looking = setInterval(() => {
    void app.workerMb().then((now) => (peak = Math.max(peak, now ?? 0)));
  }, WORKER_MEMORY_MS);
  return { seen: () => (before === null ? null : { before, peak }), stop: () => clearInterval(looking) };
}

let people = 8_000_000;

/** A new user makes an avatar and sends the album, as files, so that the bytes stay unchanged. */
async function sendAlbum(
  { client, orm, telegram }: { readonly client: Client; readonly orm: MikroORM; readonly telegram: string },
  files: readonly string[],
): Promise<Omit<Round, 'inspection'>> {
  const id = (people += 1);
  const person = new Person(new TelegramUser(telegram, { id, first_name: 'Ann', language_code: 'en' }), id, 'en');
  await person.begins('portrait');
  const album = await Promise.all(files.map(async (file) => ({ name: basename(file), bytes: await readFile(file) })));
  await person.user.sendPhotos(album, { album: true, as: 'document' });
  const since = Date.now();
  const shown = async (least: number, what: string): Promise<number> => {
    const holds = (one: MessageView) => tellsTally(textOf(one), person, { least, most: files.length });
    await person.user.waitFor(({ messages }) => messages.some(holds), { timeoutMs: PATIENCE_MS, what });
    return Date.now() - since;
  };
  const [toFirstShown, toTally] = await Promise.all([
    shown(1, 'a first verdict on the card'),
    shown(files.length, 'the tally of the album'),
  ]);
  const { checks, firstAsked, lastAnswered } = await checkTimes(client, orm, await avatarIdOf(person));
  if (checks !== files.length) throw new Error(`of ${files.length} photos ${checks} were checked`);
  return { toTally, toFirstShown, toFirstCheck: firstAsked - since, toLastVerdict: lastAnswered - since };
}

/** Whatever the verdicts are: the counter includes all photos that have one. */
function tellsTally(text: string, { t }: Person, { least, most }: { least: number; most: number }): boolean {
  const { minPhotos: min, maxPhotos: max } = defaultPolicy.photos;
  const counters = Array.from({ length: most - least + 1 }, (_, more) => least + more).flatMap((judged) =>
    Array.from({ length: judged + 1 }, (_, valid) => t('card-counter', { valid, min, max, refused: judged - valid })),
  );
  return text.split('\n').some((line) => counters.includes(line));
}

/** The id of the only avatar in a chat, from its buttons. */
export async function avatarIdOf({ user }: Person): Promise<string> {
  const { messages } = await user.chat();
  const data = messages.flatMap(({ buttons }) => buttons.flat()).flatMap((button) => button.data ?? []);
  const [avatarId] = data.map(parse).flatMap((tap) => (tap?.kind === 'avatar' ? tap.avatarId : []));
  if (avatarId === undefined) throw new Error('the card has no button');
  return avatarId;
}
