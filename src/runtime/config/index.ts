import { availableParallelism } from 'node:os';
import ms, { type StringValue } from 'ms';
import * as v from 'valibot';
import { defined } from '../../domain/defined.ts';
import { MOST_PREVIEWS } from '../../domain/pictures/prompts.ts';
import { defaultLimits } from '../../domain/limits/limits.ts';
import { MOST_PHOTOS, defaultPolicy, type AvatarPolicy } from '../../domain/avatar/policy.ts';
import {
  builtInTrainers,
  defaultSelection,
  trainingPresets,
  type TrainerSelection,
} from '../../domain/training/trainers.ts';
import { readTrainersFile } from './trainers-file.ts';

/** Thrown when the environment is not valid. The message has a line for each variable: what is wrong and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const text = (hint: string) => v.string(`is missing: ${hint}`);

const url = (protocols: readonly string[], hint: string) =>
  v.pipe(
    text(hint),
    v.check(
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      `is not an address: ${hint}`,
    ),
  );

/** For addresses that are called from outside or must not be forged: plain HTTP only on this machine. */
const secureUrl = (hint: string) =>
  v.pipe(
    text(hint),
    v.check((value) => {
      if (!URL.canParse(value)) return false;
      const { protocol, hostname, search, hash } = new URL(value);
      const loopback = /^(localhost|127[.]\d+[.]\d+[.]\d+|\[::1\])$/.test(hostname);
      return (protocol === 'https:' || (protocol === 'http:' && loopback)) && !search && !hash;
    }, `is not an https address: ${hint}`),
  );

const whole = (min: number, max: number, fallback: number) =>
  v.pipe(
    v.optional(v.string(), String(fallback)),
    v.transform((value) => (/^\d+$/.test(value) ? Number(value) : Number.NaN)),
    v.check(
      (value) => Number.isInteger(value) && value >= min && value <= max,
      `is not a whole number from ${min} to ${max}: set one, or leave it out for ${fallback}`,
    ),
  );

/** Bounded by the worker's memory in Compose: each thread that inspects photos takes up to 65 MB (docs/operations.md). */
const MOST_PHOTO_THREADS = 12;
/** A container's share of the cores counts as its cores. */
const DEFAULT_PHOTO_THREADS = 4;

const LONGEST_DURATION = '365d';

function msOf(value: string): number {
  return /^[\d.]+ ?[a-z]+$/i.test(value) ? ms(value.slice(0, 100) as StringValue) : Number.NaN;
}

/** As "90s", "10m", "3d"; parsed to ms. A bare number is refused, because its author may mean seconds. */
const duration = (fallbackMs: number) =>
  v.pipe(
    v.optional(v.string(), fallbackMs === null ? 'keep' : `${fallbackMs}ms`),
    v.transform(msOf),
    v.check(
      (value) => value >= 1 && value <= ms(LONGEST_DURATION),
      `is not a duration up to ${LONGEST_DURATION}: write it as "90s", "10m" or "3d", or leave it out for ${fallbackMs === null ? 'keep' : ms(fallbackMs)}`,
    ),
  );

/** How long photos are kept: a duration, `0` for not at all, `keep` for as long as the avatar (null). */
const retention = (fallbackMs: number | null) =>
  v.pipe(
    v.optional(v.string(), fallbackMs === null ? 'keep' : `${fallbackMs}ms`),
    v.transform((value) => (value === 'keep' ? null : value === '0' ? 0 : msOf(value))),
    v.check(
      (value) => value === null || (value >= 0 && value <= ms(LONGEST_DURATION)),
      `is not how long photos are kept: write a duration up to ${LONGEST_DURATION} as "30d", "0" for not at all or "keep" for as long as the avatar, or leave it out for ${fallbackMs === null ? 'keep' : ms(fallbackMs)}`,
    ),
  );

const flag = v.pipe(
  v.optional(
    v.picklist(['true', 'false'], 'is neither "true" nor "false": set one of them, or leave it out for "false"'),
    'false',
  ),
  v.transform((value) => value === 'true'),
);

const http = ['http:', 'https:'] as const;
const { photos, timing } = defaultPolicy;

/** With webhooks, polling only serves progress and lost webhooks. */
const POLL_INTERVAL_BESIDE_WEBHOOK_MS = 60_000;

/** Source: fal.ai docs, Webhooks, "Verifying your webhook". */
const FAL_ROOT = 'https://rest.fal.ai';
const JWKS_PATH = '/.well-known/jwks.json';

const logLevel = v.optional(
  v.picklist(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'is no level: use debug, info, warn or error, or leave it out for info',
  ),
  'info',
);
const falApiRoot = v.optional(url(http, 'leave it out for FAL itself, or name an emulator, as http://127.0.0.1:8082'));
const falWebhookUrl = v.optional(
  secureUrl('name the address at which FAL reaches the webhook process, or leave it out: polling alone will do'),
);

const shared = {
  // Only known words: any other would silently count as not production, and train against an emulator without a key.
  NODE_ENV: v.optional(
    v.picklist(
      ['production', 'development', 'test'],
      'is none of "production", "development" and "test": set one of them',
    ),
    'development',
  ),
  LOG_LEVEL: logLevel,
  TELEGRAM_BOT_TOKEN: text('get one from @BotFather in Telegram, with /newbot'),
  TELEGRAM_API_ROOT: v.optional(
    url(http, 'leave it out for Telegram itself, or name a Bot API server, as http://127.0.0.1:8081'),
    'https://api.telegram.org',
  ),
  DATABASE_URL: url(
    ['postgres:', 'postgresql:'],
    'name the PostgreSQL database, as postgresql://user:password@host:5432/aisha',
  ),
  TEMPORAL_TASK_QUEUE: v.optional(v.string(), 'avatars'),
};

const botSchema = v.object({
  ...shared,
  TRAINING_AT_ONCE: whole(0, 1000, defaultLimits.trainingsAtOnce),
  TRAINING_PER_DAY: whole(0, 1000, defaultLimits.trainingsADay),
  AVATAR_PER_DAY: whole(0, 1000, defaultLimits.avatarsADay),
  PHOTO_PER_MINUTE: whole(0, 10_000, defaultLimits.photosAMinute),
  TELEGRAM_WEBHOOK_URL: v.optional(
    secureUrl('name the address at which Telegram reaches the bot, or leave it out: it asks for updates then'),
  ),
  TELEGRAM_WEBHOOK_SECRET: v.optional(
    v.pipe(v.string(), v.regex(/^[\w-]{16,256}$/, 'is no secret: make one of 16 to 256 letters, digits, "_" and "-"')),
  ),
  TELEGRAM_WEBHOOK_HOST: v.optional(v.string(), '127.0.0.1'),
  TELEGRAM_WEBHOOK_PORT: whole(0, 65_535, 8084),
  AVATAR_MIN_PHOTOS: whole(1, MOST_PHOTOS, photos.minPhotos),
  AVATAR_MAX_PHOTOS: whole(1, MOST_PHOTOS, photos.maxPhotos),
  PHOTO_MAX_BYTES: whole(1024, 20 * 1024 * 1024, photos.maxBytes),
  PHOTO_MIN_SIDE: whole(1, 10_000, photos.minSide),
  PHOTO_MAX_PIXELS: whole(10_000, 200_000_000, photos.maxPixels),
  PHOTO_BURST_QUIET: duration(timing.burstQuietMs),
  PHOTO_CHECK_QUIET: duration(timing.checkQuietMs),
  PHOTO_INBOX_TTL: duration(timing.inboxTtlMs),
  PHOTO_RETENTION: retention(timing.photoRetentionMs),
  AVATAR_DRAFT_TTL: duration(timing.draftTtlMs),
  AVATAR_UPLOAD_TTL: duration(timing.uploadTtlMs),
  AVATAR_REMINDER_BEFORE: duration(timing.reminderBeforeMs),
  AVATAR_RETRY_WINDOW: duration(timing.retryWindowMs),
  TRAINING_POLL_INTERVAL: v.optional(duration(timing.pollIntervalMs)),
  TRAINING_TIMEOUT: duration(timing.trainingTimeoutMs),
  TRAINING_QUEUE_LIMIT: duration(timing.queueLimitMs),
  TRAINING_RUN_LIMIT: duration(timing.runLimitMs),
  TRAINING_SILENCE: duration(timing.trainerSilenceMs),
  TRAINING_CANCEL_TIMEOUT: duration(timing.cancelTimeoutMs),
  TRAINING_CANCEL_GRACE: duration(timing.cancelGraceMs),
  TRAINING_RESULT_PATIENCE: duration(timing.resultPatienceMs),
  TRAINING_GONE_AFTER: duration(timing.goneAfterMs),
  TRAINING_SUBMIT_RETRY: duration(timing.submitRetryMs),
  TRAINING_SUBMISSION_DOUBT: duration(timing.submissionDoubtMs),
  TRAINING_PROGRESS_EVERY: duration(timing.progressEveryMs),
  FAL_WEBHOOK_URL: falWebhookUrl,
  PREVIEW_PICTURES: whole(0, MOST_PREVIEWS, defaultPolicy.preview.pictures),
  TRAINER_PORTRAIT: v.optional(v.string(), defaultSelection.byTrainingType.portrait),
  TRAINER_STYLE: v.optional(v.string(), defaultSelection.byTrainingType.style),
  TRAINERS_FILE: v.optional(v.string()),
  TRAINING_PRESET: v.optional(
    v.picklist(trainingPresets, `is none of ${trainingPresets.join(', ')}: set one of them, or leave it out`),
    defaultSelection.preset,
  ),
});

const workerSchema = v.object({
  ...shared,
  FAL_KEY: v.optional(v.string(), ''),
  FAL_API_ROOT: falApiRoot,
  FAL_WEBHOOK_URL: falWebhookUrl,
  AVATAR_TEST_MODE: flag,
  AVATAR_TEST_DATA: v.optional(v.string(), '.data/fal-emulator'),
  MINIO_ENDPOINT: url(http, 'name the storage server, as http://127.0.0.1:9000'),
  MINIO_ACCESS_KEY: text('give the access key of the storage server'),
  MINIO_SECRET_KEY: text('give the secret key of the storage server'),
  MINIO_BUCKET: v.optional(text('name the bucket for photos and models'), 'aisha'),
  PHOTO_THREADS: whole(1, MOST_PHOTO_THREADS, Math.min(availableParallelism(), DEFAULT_PHOTO_THREADS)),
  WORKFLOW_BUNDLE: v.optional(v.string()),
});

const webhookSchema = v.object({
  LOG_LEVEL: logLevel,
  WEBHOOK_HOST: v.optional(v.string(), '127.0.0.1'),
  WEBHOOK_PORT: whole(0, 65_535, 8083),
  FAL_API_ROOT: falApiRoot,
  FAL_JWKS_URL: v.optional(secureUrl("name where FAL's keys are published, or leave it out for FAL's own address")),
});

/** Every variable that each process reads here. @temporalio/envconfig reads Temporal's own. */
export const configVariables: Readonly<Record<'bot' | 'worker' | 'webhook', readonly string[]>> = {
  bot: Object.keys(botSchema.entries),
  worker: Object.keys(workerSchema.entries),
  webhook: Object.keys(webhookSchema.entries),
};

function parse<const S extends v.GenericSchema>(schema: S, env: Environment): v.InferOutput<S> {
  // An empty variable counts as unset. Compose and env files write it so, with spaces and line ends around values.
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const given = Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
  const result = v.safeParse(schema, given);
  if (result.success) return result.output;
  throw new ConfigError(
    result.issues.map((issue) => {
      const name = v.getDotPath(issue) ?? 'environment';
      const message = issue.message.startsWith('Invalid key') ? missingHint(schema, name) : issue.message;
      return `${name} ${message}`;
    }),
  );
}

/** valibot has its own message for a missing key: use the message of the key's schema instead. */
function missingHint(schema: v.GenericSchema, name: string): string {
  const entry = (schema as unknown as { entries: Record<string, v.GenericSchema> }).entries[name];
  const result = entry && v.safeParse(entry, undefined);
  return result?.issues?.[0].message ?? 'is missing';
}

interface SharedConfig {
  readonly production: boolean;
  readonly logLevel: string;
  readonly telegram: { readonly token: string; readonly apiRoot: string };
  readonly databaseUrl: string;
  readonly taskQueue: string;
}

export interface BotConfig extends SharedConfig {
  /** Absent: the bot polls for updates. */
  readonly webhook?: {
    /** With the path. */
    readonly url: string;
    readonly secret: string;
    readonly host: string;
    /** 0: any free port. */
    readonly port: number;
  };
  readonly policy: AvatarPolicy;
  readonly trainers: TrainerSelection;
}

export interface WorkerConfig extends SharedConfig {
  readonly fal: {
    /** `test`: an emulator answers instead of FAL, at `apiRoot`, or else started by the worker itself. */
    readonly mode: 'live' | 'test';
    readonly credentials: string;
    readonly apiRoot?: string;
    /** Where FAL reaches the webhook process, without a trailing slash. */
    readonly webhookUrl?: string;
    /** Folder for the trainings of an emulator that the worker starts. */
    readonly testData: string;
  };
  readonly minio: {
    readonly endpoint: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly bucket: string;
  };
  readonly photoThreads: number;
  /** A prebuilt bundle's file; absent: the worker bundles at start. */
  readonly workflowBundle?: string;
}

export interface WebhookConfig {
  readonly logLevel: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where FAL publishes its signing keys. */
  readonly jwksUrl: string;
}

function sharedOf(env: {
  NODE_ENV: string;
  LOG_LEVEL: string;
  TELEGRAM_BOT_TOKEN: string;
  TELEGRAM_API_ROOT: string;
  DATABASE_URL: string;
  TEMPORAL_TASK_QUEUE: string;
}): SharedConfig {
  return {
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    telegram: { token: env.TELEGRAM_BOT_TOKEN, apiRoot: env.TELEGRAM_API_ROOT.replace(/\/$/, '') },
    databaseUrl: env.DATABASE_URL,
    taskQueue: env.TEMPORAL_TASK_QUEUE,
  };
}

/** @throws {ConfigError} */
function trainersOf(env: v.InferOutput<typeof botSchema>): TrainerSelection {
  const file = env.TRAINERS_FILE === undefined ? undefined : readTrainersFile(env.TRAINERS_FILE);
  const registry = { ...builtInTrainers, ...file?.trainers };
  const known = (variable: 'TRAINER_PORTRAIT' | 'TRAINER_STYLE') =>
    Object.hasOwn(registry, env[variable])
      ? []
      : [`${variable} is no trainer: set one of ${Object.keys(registry).join(', ')}, or leave it out`];
  const problems = file?.problems ?? [...known('TRAINER_PORTRAIT'), ...known('TRAINER_STYLE')];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    byTrainingType: { portrait: env.TRAINER_PORTRAIT, style: env.TRAINER_STYLE },
    preset: env.TRAINING_PRESET,
    ...(file && { registry }),
  };
}

/** @throws {ConfigError} */
export function readBotConfig(environment: Environment): BotConfig {
  const env = parse(botSchema, environment);
  if (env.AVATAR_MIN_PHOTOS > env.AVATAR_MAX_PHOTOS) {
    throw new ConfigError([
      `AVATAR_MIN_PHOTOS is ${env.AVATAR_MIN_PHOTOS}, more than AVATAR_MAX_PHOTOS, ${env.AVATAR_MAX_PHOTOS}: lower the one or raise the other`,
    ]);
  }
  return {
    ...sharedOf(env),
    ...telegramWebhookOf(env),
    trainers: trainersOf(env),
    policy: {
      photos: {
        minPhotos: env.AVATAR_MIN_PHOTOS,
        maxPhotos: env.AVATAR_MAX_PHOTOS,
        maxBytes: env.PHOTO_MAX_BYTES,
        minSide: env.PHOTO_MIN_SIDE,
        maxPixels: env.PHOTO_MAX_PIXELS,
      },
      timing: {
        slowCheckMs: timing.slowCheckMs,
        burstQuietMs: env.PHOTO_BURST_QUIET,
        checkQuietMs: env.PHOTO_CHECK_QUIET,
        inboxTtlMs: env.PHOTO_INBOX_TTL,
        photoRetentionMs: env.PHOTO_RETENTION,
        draftTtlMs: env.AVATAR_DRAFT_TTL,
        uploadTtlMs: env.AVATAR_UPLOAD_TTL,
        reminderBeforeMs: env.AVATAR_REMINDER_BEFORE,
        retryWindowMs: env.AVATAR_RETRY_WINDOW,
        pollIntervalMs:
          env.TRAINING_POLL_INTERVAL ??
          (env.FAL_WEBHOOK_URL === undefined ? timing.pollIntervalMs : POLL_INTERVAL_BESIDE_WEBHOOK_MS),
        trainingTimeoutMs: env.TRAINING_TIMEOUT,
        queueLimitMs: env.TRAINING_QUEUE_LIMIT,
        runLimitMs: env.TRAINING_RUN_LIMIT,
        trainerSilenceMs: env.TRAINING_SILENCE,
        cancelTimeoutMs: env.TRAINING_CANCEL_TIMEOUT,
        cancelGraceMs: env.TRAINING_CANCEL_GRACE,
        resultPatienceMs: env.TRAINING_RESULT_PATIENCE,
        goneAfterMs: env.TRAINING_GONE_AFTER,
        submitRetryMs: env.TRAINING_SUBMIT_RETRY,
        submissionDoubtMs: env.TRAINING_SUBMISSION_DOUBT,
        progressEveryMs: env.TRAINING_PROGRESS_EVERY,
      },
      preview: { pictures: env.PREVIEW_PICTURES },
      limits: {
        trainingsAtOnce: env.TRAINING_AT_ONCE,
        trainingsADay: env.TRAINING_PER_DAY,
        avatarsADay: env.AVATAR_PER_DAY,
        photosAMinute: env.PHOTO_PER_MINUTE,
      },
      historyEvents: defaultPolicy.historyEvents,
    },
  };
}

function telegramWebhookOf(env: v.InferOutput<typeof botSchema>): Pick<BotConfig, 'webhook'> {
  const { TELEGRAM_WEBHOOK_URL: address, TELEGRAM_WEBHOOK_SECRET: secret } = env;
  if (address === undefined) return {};
  if (secret === undefined) {
    throw new ConfigError([
      'TELEGRAM_WEBHOOK_SECRET is missing: make one of 16 to 256 letters, digits, "_" and "-", the same for all replicas',
    ]);
  }
  return { webhook: { url: address, secret, host: env.TELEGRAM_WEBHOOK_HOST, port: env.TELEGRAM_WEBHOOK_PORT } };
}

/** @throws {ConfigError} */
export function readWorkerConfig(environment: Environment): WorkerConfig {
  const env = parse(workerSchema, environment);
  const config = sharedOf(env);
  const live = env.FAL_KEY !== '' && !env.AVATAR_TEST_MODE;
  if (!live && config.production && !env.AVATAR_TEST_MODE) {
    throw new ConfigError([
      'FAL_KEY is missing: make one at fal.ai/dashboard/keys, or set AVATAR_TEST_MODE=true to train against an emulator on purpose',
    ]);
  }
  return {
    ...config,
    fal: {
      mode: live ? 'live' : 'test',
      credentials: env.FAL_KEY || 'emulator',
      ...defined({ apiRoot: env.FAL_API_ROOT }),
      ...(env.FAL_WEBHOOK_URL === undefined ? {} : { webhookUrl: env.FAL_WEBHOOK_URL.replace(/\/+$/, '') }),
      testData: env.AVATAR_TEST_DATA,
    },
    minio: {
      endpoint: env.MINIO_ENDPOINT,
      accessKey: env.MINIO_ACCESS_KEY,
      secretKey: env.MINIO_SECRET_KEY,
      bucket: env.MINIO_BUCKET,
    },
    photoThreads: env.PHOTO_THREADS,
    ...defined({ workflowBundle: env.WORKFLOW_BUNDLE }),
  };
}

/** @throws {ConfigError} */
export function readWebhookConfig(environment: Environment): WebhookConfig {
  const env = parse(webhookSchema, environment);
  return {
    logLevel: env.LOG_LEVEL,
    host: env.WEBHOOK_HOST,
    port: env.WEBHOOK_PORT,
    jwksUrl: env.FAL_JWKS_URL ?? `${(env.FAL_API_ROOT ?? FAL_ROOT).replace(/\/+$/, '')}${JWKS_PATH}`,
  };
}
