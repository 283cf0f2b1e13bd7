import {
  ConfigError,
  readBotConfig,
  readWebhookConfig,
  readWorkerConfig,
  type BotConfig,
  type WebhookConfig,
  type WorkerConfig,
} from '../../src/runtime/config/index.ts';
import { NotChecked } from './check.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the processes would read, as far as it is readable: one wrong variable hides no other. */
export interface Settings {
  /** Everything wrong in any process, once each: `NAME is …: what to do`. */
  readonly problems: readonly string[];
  /** @throws {NotChecked} when one of these variables is wrong or missing */
  need(...names: string[]): void;
  /** Wrong variables have stand-in values: call `need` first. */
  readonly bot: BotConfig;
  readonly worker: WorkerConfig;
  readonly webhook: WebhookConfig;
}

/** Values in place of missing and wrong ones, so that the rest can be read. An empty variable counts as missing. */
const standIns: Readonly<Record<string, string>> = {
  TELEGRAM_BOT_TOKEN: '-',
  DATABASE_URL: 'postgresql://nowhere.invalid/-',
  MINIO_ENDPOINT: 'http://nowhere.invalid',
  MINIO_ACCESS_KEY: '-',
  MINIO_SECRET_KEY: '-',
  FAL_KEY: '-',
  TELEGRAM_WEBHOOK_SECRET: '-'.repeat(16),
};

const addresses = [
  'DATABASE_URL',
  'MINIO_ENDPOINT',
  'TELEGRAM_API_ROOT',
  'TELEGRAM_WEBHOOK_URL',
  'FAL_API_ROOT',
  'FAL_WEBHOOK_URL',
];

export function readSettings(given: Environment): Settings {
  const misread = addresses.filter((name) => isMisread(given[name]?.trim() ?? ''));
  const env = { ...given, ...Object.fromEntries(misread.map((name) => [name, standIns[name] ?? ''])) };
  const worker = readLeniently(readWorkerConfig, env);
  const webhook = readLeniently(readWebhookConfig, env);
  const bot = readLeniently(readBotConfig, env);
  const problems = [
    ...misread.map((name) => `${name} holds an "@" where none can be: percent-encode /, ?, # and @ in its password`),
    ...bot.problems,
    ...worker.problems,
    ...webhook.problems,
  ];
  const unusable = new Set(problems.map(nameOf));
  return {
    problems: [...new Set(problems)],
    need(...names) {
      const broken = names.filter((name) => unusable.has(name));
      if (broken.length > 0) throw new NotChecked(`${broken.join(', ')} must be set right first`);
    },
    bot: bot.config ?? unreadable(),
    worker: worker.config ?? unreadable(),
    webhook: webhook.config ?? unreadable(),
  };
}

/** Reads repeatedly, without what was found wrong: some rules are checked only when the rest is right. */
function readLeniently<T>(read: (env: Environment) => T, env: Environment): { config?: T; problems: string[] } {
  const problems: string[] = [];
  for (let rest = env; ;) {
    try {
      return { config: read(rest), problems };
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const known = new Set(problems.map(nameOf));
      const fresh = error.problems.filter((problem) => !known.has(nameOf(problem)));
      if (fresh.length === 0) return { problems };
      problems.push(...fresh);
      rest = { ...rest, ...Object.fromEntries(fresh.flatMap(namesIn).map((name) => [name, standIns[name] ?? ''])) };
    }
  }
}

/** An unescaped password with / or ?: its rest has become part of the path, and would be shown. */
function isMisread(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { host, pathname, search, hash } = new URL(value);
  return `${host}${pathname}${search}${hash}`.includes('@');
}

const nameOf = (problem: string): string => problem.split(' ', 1)[0] ?? '';

/** Includes variables that it contradicts. */
const namesIn = (problem: string): string[] => problem.split(': ', 1)[0]?.match(/\b[A-Z][A-Z\d]*(_[A-Z\d]+)+\b/g) ?? [];

function unreadable(): never {
  throw new Error('the configuration cannot be read even without what is wrong with it');
}
