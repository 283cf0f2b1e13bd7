import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Order } from '../runner/protocol.ts';
import { startStack, type Stack } from '../../stack/index.ts';

/** A place on the servers that the processes of a run of the tests share. */
export interface SharedServers {
  /** The variables that name Temporal with a namespace, PostgreSQL with a database and S3 with a bucket: these are the process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** The workflows' bundle, as a file. */
  readonly bundle: string;
}

let place: Promise<SharedServers> | undefined;

/** What the runner of the tests gives to this process, once one of its tests asks for it; undefined where there is no runner. */
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

/** Temporal, PostgreSQL and S3: those of the run, else started when first asked for and stopped at the end. */
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

/** What is to be done when all tests are; last first. */
export function atTheEnd(ending: () => Promise<void>): void {
  endings.push(ending);
}

/** Mocha calls it when all tests are done. */
export async function mochaGlobalTeardown(): Promise<void> {
  for (const ending of endings.toReversed()) await ending();
  await stopServers();
}

/** An empty database of the test's own. */
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

/** Does one statement, on a connection of its own. */
export async function execute(url: string, sql: string): Promise<void> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    await orm.em.getConnection().execute(sql);
  } finally {
    await orm.close(true);
  }
}
