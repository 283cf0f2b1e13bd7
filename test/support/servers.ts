import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Order } from '../runner/protocol.ts';
import { startStack, type Stack } from '../../stack/index.ts';

/** This process's part of the servers that all processes of a test run share. */
export interface SharedServers {
  /** The variables of Temporal with a namespace, PostgreSQL with a database and S3 with a bucket, all this process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** The file of the workflows' bundle. */
  readonly bundle: string;
}

let place: Promise<SharedServers> | undefined;

/** Given by the test runner, once a test of this process asks for it; undefined without the runner. */
export async function sharedServers(): Promise<SharedServers | undefined> {
  if (process.env['TEST_SHARD'] === undefined) return undefined;
  place ??= new Promise((resolve) => {
    process.on('message', (message: Order | SharedServers) => {
      if (typeof message === 'object' && 'bundle' in message) resolve(message);
    });
    process.send?.('servers');
  });
  return place;
}

let stack: Promise<Stack> | undefined;

/** Temporal, PostgreSQL and S3: the run's, or else started on first use and stopped at the end. */
export function servers(): Promise<Stack> {
  return (stack ??= sharedServers().then((shared) =>
    startStack({
      env: { ...process.env, ...shared?.env },
      log: (line) => process.stderr.write(`${line}\n`),
      parts: ['temporal', 'postgres', 'storage'],
    }),
  ));
}

export async function stopServers(): Promise<void> {
  await (await stack)?.stop();
  stack = undefined;
}

const endings: (() => Promise<void>)[] = [];

/** Called after all tests, last registered first. */
export function atTheEnd(ending: () => Promise<void>): void {
  endings.push(ending);
}

/** Called by mocha after all tests. */
export async function mochaGlobalTeardown(): Promise<void> {
  for (const ending of endings.toReversed()) await ending();
  await stopServers();
}

/** An empty database for one test. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { env } = await servers();
  const admin = env.DATABASE_URL ?? '';
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(admin, `create database ${name}`);
  return {
    url: admin.replace(/\/[^/]*$/, `/${name}`),
    drop: () => execute(admin, `drop database ${name} with (force)`),
  };
}

/** Executes one statement, on its own connection. */
export async function execute(url: string, sql: string): Promise<void> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    await orm.em.getConnection().execute(sql);
  } finally {
    await orm.close(true);
  }
}
