/**
 * `npm run migrate`: brings the database's schema up to date. Parallel calls wait for each other. `npm run migrate --
 * --down` reverts the last migration; `npm run migrate -- --create NAME` writes the next one from the difference
 * between entities and snapshot, to be checked by hand.
 */
import { parseArgs } from 'node:util';
import type { MikroORM } from '@mikro-orm/postgresql';
import { connectRecords } from '../src/entities/orm.ts';

/** Id of PostgreSQL's advisory lock: the same number for everybody who means the same lock. */
const LOCK = 20_261_121;

async function migrate(orm: MikroORM, direction: 'up' | 'down'): Promise<void> {
  const done = await orm.em.transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [LOCK]);
    return orm.migrator[direction]({ transaction: em.getTransactionContext() });
  });
  for (const { name } of done) console.log(`${direction === 'up' ? 'applied' : 'taken back'}: ${name}`);
  if (done.length === 0) console.log(direction === 'up' ? 'schema is current' : 'no migration to take back');
}

async function create(orm: MikroORM, name: string): Promise<void> {
  const { fileName } = await orm.migrator.create(undefined, false, false, name);
  console.log(fileName ? `written: migrations/${fileName}, check it by hand` : 'entities and snapshot do not differ');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { down: { type: 'boolean' }, create: { type: 'string' } } });
  const databaseUrl = process.env.DATABASE_URL?.trim() ?? '';
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
    const what = databaseUrl === '' ? 'missing' : 'not the address of a PostgreSQL database';
    throw new Error(`DATABASE_URL is ${what}: set it, as postgresql://user:password@host:5432/aisha`);
  }
  const orm = await connectRecords(databaseUrl, { queryMs: 0 });
  try {
    if (values.create === undefined) await migrate(orm, values.down ? 'down' : 'up');
    else await create(orm, values.create);
  } finally {
    await orm.close(true);
  }
}

try {
  await main();
} catch (error) {
  console.error(`migrate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
