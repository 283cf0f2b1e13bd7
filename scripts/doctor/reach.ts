import { Client as MinioClient } from 'minio';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { UserFromGetMe } from 'grammy/types';
import { explain } from '../../src/activities/adapters/fal/fetch.ts';
import { checkToken } from '../../src/bot/index.ts';
import { connectRecords } from '../../src/entities/orm.ts';
import { NotChecked } from './check.ts';
import type { Environment, Settings } from './settings.ts';

/** Longest wait for one answer, ms. */
export const ANSWER_LIMIT_MS = 5_000;

/** Thrown when nothing answers; the message says why in a word, and never contains the address. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

type Namespace = Awaited<ReturnType<Connection['workflowService']['describeNamespace']>>;

export interface Temporal {
  readonly connection: Connection;
  readonly address: string;
  readonly namespace: string;
}

/**
 * The servers that several checks use, each connected once, on first use. A server's own check reports what is wrong
 * with it (`bot`, `temporal`, `database`); other checks use `found`, and are not checked without it.
 */
export interface Reach {
  bot(): Promise<UserFromGetMe>;
  temporal(): Promise<Temporal>;
  namespace(): Promise<Namespace>;
  database(): Promise<MikroORM>;
  /** Resolves when the bucket exists and may be listed; rejects with S3's own error. */
  bucket(): Promise<void>;
  storage(): MinioClient;
  close(): Promise<void>;
}

/** @throws {NotChecked} with this text, when the server is not there */
export async function found<T>(server: Promise<T>, without: string): Promise<T> {
  try {
    return await server;
  } catch (error) {
    throw error instanceof NotChecked ? error : new NotChecked(without);
  }
}

export function reach(settings: Settings, env: Environment): Reach {
  const closing: (() => Promise<unknown>)[] = [];
  const { telegram, databaseUrl, minio } = settings.worker;

  const temporal = once(async () => {
    const overrideEnvVars = Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value && name.startsWith('TEMPORAL_') ? [[name, value]] : [])),
    );
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars });
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: ANSWER_LIMIT_MS });
    closing.push(() => connection.close());
    return { connection, namespace, address: connectionOptions.address ?? 'localhost:7233' };
  });

  function storage(): MinioClient {
    settings.need('MINIO_ENDPOINT', 'MINIO_ACCESS_KEY', 'MINIO_SECRET_KEY', 'MINIO_BUCKET');
    const { hostname, port, protocol } = new URL(minio.endpoint);
    const useSSL = protocol === 'https:';
    return new MinioClient({
      endPoint: hostname,
      port: port === '' ? (useSSL ? 443 : 80) : Number(port),
      useSSL,
      accessKey: minio.accessKey,
      secretKey: minio.secretKey,
      retryOptions: { disableRetry: true },
    });
  }

  return {
    bot: once(async () => {
      settings.need('TELEGRAM_BOT_TOKEN', 'TELEGRAM_API_ROOT');
      return inTime(checkToken(telegram.token, telegram.apiRoot));
    }),

    temporal,

    namespace: once(async () => {
      const { connection, namespace } = await temporal();
      return inTime(connection.workflowService.describeNamespace({ namespace }));
    }),

    database: once(async () => {
      settings.need('DATABASE_URL');
      const connecting = connectRecords(databaseUrl, { pool: 4 });
      closing.push(async () => (await connecting.catch(() => undefined))?.close(true));
      return inTime(connecting);
    }),

    storage,

    // A refused listing says why in its body, which HEAD cannot.
    bucket: once(async () => {
      await inTime(storage().listObjectsV2Query(minio.bucket, '', '', '', 1, ''));
    }),

    async close() {
      await Promise.all(closing.map((close) => close()));
    },
  };
}

/** One HTTP call, without following redirects. @throws {Unanswered} */
export async function call(url: string | URL, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_LIMIT_MS), ...init });
  } catch (error) {
    const { reason } = explain(error);
    throw new Unanswered(reason === 'TimeoutError' ? `not in ${ANSWER_LIMIT_MS / 1_000} s` : reason);
  }
}

/** @throws {Unanswered} when the promise takes too long */
export async function inTime<T>(promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Unanswered(`no answer in ${ANSWER_LIMIT_MS / 1_000} s`)), ANSWER_LIMIT_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
