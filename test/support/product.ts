import { MikroORM } from '@mikro-orm/postgresql';
import { Client, Connection } from '@temporalio/client';
import { Client as MinioClient } from 'minio';
import {
  TelegramUser,
  textOf,
  type ChatView,
  type MessageView,
  type UserProfile,
} from '../../emulators/telegram/client.ts';
import { say, type Say } from '../../src/chat/i18n.ts';
import type { AvatarType, Gender, Language, TrainingType } from '../../src/domain/avatar/avatar.ts';
import type { AvatarView } from '../../src/domain/avatar/state.ts';
import { avatarWorkflowId, state } from '../../src/workflows/avatar/contract.ts';
import { startApp, startAppProcess, type App, type AppProcess } from '../../stack/app.ts';
import { startStack, type Stack } from '../../stack/index.ts';
import { migrate } from '../../stack/migrate.ts';
import { atTheEnd, sharedServers } from './servers.ts';

/** Photos that make an avatar ready here: checking each costs a second of a processor. */
export const ENOUGH_PHOTOS = 2;

/** Short enough for tests to wait for. */
const times = {
  AVATAR_MIN_PHOTOS: String(ENOUGH_PHOTOS),
  // Each thread costs every start of a worker some processor time.
  PHOTO_THREADS: '1',
  PHOTO_BURST_QUIET: '300ms',
  PHOTO_CHECK_QUIET: '300ms',
  TRAINING_POLL_INTERVAL: '500ms',
  TRAINING_PROGRESS_EVERY: '500ms',
  TRAINING_SUBMIT_RETRY: '500ms',
  TRAINING_SUBMISSION_DOUBT: '10s',
  // Tests of pictures ask for them: otherwise they would go on beside the next test.
  PREVIEW_PICTURES: '0',
};

export interface Submission {
  readonly request_id: string;
  readonly endpoint: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly archive?: { readonly images: number };
  readonly cancelled_at?: string | null;
}

let running: Promise<Product> | undefined;
/** Of a user: several products of this process share a bucket, where each user's objects are found by it. */
let lastId = 5_000_000;

/** The whole product, with worker, bot and webhook as separate processes: started on first use, once a test run. */
export function product(): Promise<Product> {
  return (running ??= Product.start());
}

export class Product {
  readonly stack: Stack;
  readonly client: Client;
  readonly orm: MikroORM;
  /** All printed lines of worker, bot and webhook. */
  readonly lines: string[];
  #processes: Pick<App, AppProcess>;

  private constructor(stack: Stack, client: Client, orm: MikroORM, app: App, lines: string[]) {
    this.stack = stack;
    this.client = client;
    this.orm = orm;
    this.lines = lines;
    this.#processes = app;
  }

  /** @param servers not to be shared, by the variables that name them. All end with the tests at the latest. */
  static async start(servers: Readonly<Record<string, string>> = {}): Promise<Product> {
    const shared = await sharedServers();
    // Without the file each worker would build the bundle anew.
    const given = { ...shared?.env, ...(shared ? { WORKFLOW_BUNDLE: shared.bundle } : {}) };
    const stack = await startStack({
      env: { ...process.env, ...given, ...servers },
      log: () => undefined,
      fal: { queueMs: 200, trainingMs: 1_500 },
    });
    atTheEnd(() => stack.stop());
    await migrate(stack);
    const lines: string[] = [];
    const app = await startApp(stack, { env: times, onLine: (_, line) => lines.push(line) });
    const connection = await Connection.connect({ address: stack.env.TEMPORAL_ADDRESS ?? '' });
    const orm = await MikroORM.init({
      clientUrl: stack.env.DATABASE_URL ?? '',
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    atTheEnd(async () => {
      await orm.close(true);
      await connection.close().catch(() => undefined);
    });
    return new Product(
      stack,
      new Client({ connection, namespace: stack.env.TEMPORAL_NAMESPACE ?? 'default' }),
      orm,
      app,
      lines,
    );
  }

  /** Kills a process and starts another in its place, with some of the environment changed. */
  async replace(name: AppProcess, env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.kill(name);
    await this.begin(name, env);
  }

  /** @returns its exit code, once it has ended; null when the signal ended it */
  async kill(name: AppProcess, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    process.kill(this.#processes[name].pid, signal);
    return this.#processes[name].ended;
  }

  /** Starts a process in place of one that has ended, with some of the environment changed. */
  async begin(name: AppProcess, env: Readonly<Record<string, string>> = {}): Promise<void> {
    const { running: next, ready } = startAppProcess(this.stack, name, {
      env: { ...times, ...env },
      onLine: (_, line) => this.lines.push(line),
    });
    await ready;
    this.#processes = { ...this.#processes, [name]: next };
  }

  /** Stops all its processes, and the servers that were started for it. */
  stop(): Promise<void> {
    return this.stack.stop();
  }

  /** A user whom the bot has never seen. */
  person(language: Language, profile: Partial<UserProfile> = {}): Person {
    lastId += 1;
    const id = lastId;
    const named = { id, first_name: language === 'ru' ? 'Анна' : 'Ann', language_code: language, ...profile };
    return new Person(new TelegramUser(this.stack.env.TELEGRAM_API_ROOT ?? '', named), id, language);
  }

  async sql<Row>(query: string, values: unknown[] = []): Promise<Row[]> {
    const rows: unknown = await this.orm.em.getConnection().execute(query, values);
    return rows as Row[];
  }

  /** The user's avatars, newest first. */
  avatarsOf(person: Person): Promise<AvatarRow[]> {
    return this.sql<AvatarRow>(
      'select a.* from avatars a join users u on u.id = a.user_id where u.telegram_id = ? order by a.created_at desc',
      [person.id],
    );
  }

  async avatarOf(person: Person): Promise<AvatarRow> {
    const [row] = await this.avatarsOf(person);
    if (!row) throw new Error('the person has no avatar');
    return row;
  }

  /** The avatar's view, from its run. */
  stateOf(avatarId: string): Promise<AvatarView> {
    return this.client.workflow.getHandle(avatarWorkflowId(avatarId)).query(state);
  }

  /** An avatar's submissions: trainings name it in their comment, others are known by the request's id. */
  async submissions(): Promise<Submission[]> {
    const response = await fetch(`${this.stack.env.FAL_API_ROOT}/emulator/submissions`);
    return (await response.json()) as Submission[];
  }

  async fal(what: 'settings' | 'faults', body: unknown): Promise<void> {
    await post(`${this.stack.env.FAL_API_ROOT}/emulator/${what}`, body);
  }

  /** Removes all faults from the FAL emulator. */
  async falIsWell(): Promise<void> {
    await fetch(`${this.stack.env.FAL_API_ROOT}/emulator/faults`, { method: 'DELETE' });
  }

  async telegramFault(fault: {
    method: string;
    count: number;
    kind: number | string;
    retry_after?: number;
  }): Promise<void> {
    await post(`${this.stack.env.TELEGRAM_API_ROOT}/emulator/faults`, fault);
  }

  /** Keys of an avatar's objects. */
  async objectsOf(avatarId: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const item of this.minio().listObjectsV2(this.bucket, `avatars/${avatarId}/`, true)) {
      keys.push((item as { name: string }).name);
    }
    return keys;
  }

  async bytesOf(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.minio().getObject(this.bucket, key)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  get bucket(): string {
    return this.stack.env.MINIO_BUCKET ?? '';
  }

  minio(): MinioClient {
    const { hostname, port } = new URL(this.stack.env.MINIO_ENDPOINT ?? '');
    const { MINIO_ACCESS_KEY: accessKey = '', MINIO_SECRET_KEY: secretKey = '' } = this.stack.env;
    return new MinioClient({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
  }
}

export interface AvatarRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly training_progress: number;
  readonly photos_count: number;
  readonly finetune_id: string | null;
  readonly fal_request_id: string | null;
  readonly failure_reason: string | null;
  readonly weights_key: string | null;
  readonly weights_sha256: string | null;
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}

/** A user in the chat, who finds buttons by the keys of their labels, in their own language. */
export class Person {
  readonly user: TelegramUser;
  readonly id: number;
  readonly t: Say;

  constructor(user: TelegramUser, id: number, language: Language) {
    this.user = user;
    this.id = id;
    this.t = say(language);
  }

  /** Waits for the button, and taps it. */
  async tap(label: string): Promise<void> {
    await this.sees(`the button “${label}”`, ({ messages }) =>
      messages.some(({ buttons }) => buttons.flat().some((button) => button.label === label)),
    );
    await this.user.tap(label);
  }

  async reads(text: string): Promise<MessageView> {
    return this.user.waitFor(
      ({ messages }) => messages.findLast((one) => one.from === 'bot' && textOf(one).includes(text)),
      {
        timeoutMs: 30_000,
        what: `“${text}”`,
      },
    );
  }

  sees(what: string, holds: (chat: ChatView) => boolean): Promise<boolean> {
    return this.user.waitFor((chat) => holds(chat) && true, { timeoutMs: 30_000, what });
  }

  /** All current messages of the bot as one text. */
  async heard(): Promise<string> {
    const { messages, toasts } = await this.user.chat();
    return [...messages.filter(({ from }) => from === 'bot').map(textOf), ...toasts.map(({ text }) => text)].join('\n');
  }

  /** Through the wizard, to the card that asks for photos. */
  async begins(
    trainingType: TrainingType,
    avatarType: AvatarType = 'character',
    gender: Gender = 'female',
  ): Promise<void> {
    await this.user.say('/new');
    await this.tap(this.t('avatar-type', { value: avatarType }));
    await this.tap(this.t('gender', { value: gender }));
    await this.tap(this.t('training-type', { value: trainingType }));
    await this.reads(this.t('card-name-hint'));
  }

  async starts(): Promise<void> {
    await this.tap(this.t('button-start'));
    await this.tap(this.t('button-start-yes'));
  }
}
