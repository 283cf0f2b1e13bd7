import { randomUUID } from 'node:crypto';
import { MikroORM } from '@mikro-orm/postgresql';
import { startStack, type Stack } from '../../stack/index.ts';

let stack: Promise<Stack> | undefined;

/** Temporal, PostgreSQL and MinIO for the whole run of the tests: started when first asked for, stopped at its end. */
export function servers(): Promise<Stack> {
  stack ??= startStack({
    log: (line) => process.stderr.write(`${line}\n`),
    parts: ['temporal', 'postgres', 'storage'],
  });
  return stack;
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

async function execute(url: string, sql: string): Promise<void> {
  const orm = await MikroORM.init({ clientUrl: url, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    await orm.em.getConnection().execute(sql);
  } finally {
    await orm.close(true);
  }
}
