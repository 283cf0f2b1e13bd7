import { readdir } from 'node:fs/promises';
import { parse } from 'node:path';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { AvatarPhoto } from './tables/avatar-photo.ts';
import { driverOptions } from './database-driver.ts';
import { Deletion } from './tables/deletion.ts';
import { Preview } from './tables/preview.ts';
import { RecentUsage } from './tables/recent-usage.ts';
import { TrainerRequest } from './tables/trainer-request.ts';
import { Training } from './tables/training.ts';
import { Avatar, User } from './tables/user-and-avatar.ts';

/** Thrown when the database cannot be used. The message contains its address, never the password. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
  constructor(databaseUrl: string, options: { cause: unknown }) {
    const { host, pathname } = new URL(databaseUrl);
    const reason = reasonOf(options.cause);
    super(
      `cannot use the database at ${host}${pathname} (${reason}): start PostgreSQL and create the database there, or correct DATABASE_URL`,
      options,
    );
  }
}

/** For a host with several addresses the error has only a code, no message. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

/** Thrown when migrations are missing. */
export class SchemaBehind extends Error {
  override readonly name = 'SchemaBehind';
  constructor(pending: readonly string[]) {
    super(`The database's schema is behind by ${pending.join(', ')}: run \`npm run migrate\`, then start again`);
  }
}

/** Thrown when the database has migrations that this build does not know: a newer one was deployed. */
export class SchemaAhead extends Error {
  override readonly name = 'SchemaAhead';
  constructor(unknown: readonly string[]) {
    super(
      `The database's schema is ahead by ${unknown.join(', ')}: this build is older than what it was migrated for. Start that build, or take the migrations back with it`,
    );
  }
}

const MIGRATIONS = `${import.meta.dirname}/../../migrations`;

/**
 * Connects to the database. Close with `orm.close(true)`.
 * @param options.pool most connections, 10 by default
 * @param options.queryMs longest query, ms; 0: no limit
 * @throws {DatabaseUnreachable}
 */
export async function connectRecords(
  databaseUrl: string,
  options: { pool?: number; queryMs?: number } = {},
): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl: databaseUrl,
    entities: [User, Avatar, AvatarPhoto, Training, Preview, TrainerRequest, Deletion, RecentUsage],
    extensions: [Migrator],
    // A missing database means a wrong address: do not create it.
    ensureDatabase: false,
    pool: { min: 0, max: options.pool ?? 10 },
    driverOptions: driverOptions(options.queryMs),
    migrations: {
      path: MIGRATIONS,
      snapshotName: '.snapshot-aisha',
      snapshotOnMigrate: false,
      silent: true,
    },
  });
  try {
    await orm.em.execute('select 1');
    return orm;
  } catch (cause) {
    await orm.close(true);
    throw new DatabaseUnreachable(databaseUrl, { cause });
  }
}

/** Names of pending migrations, and of applied ones that this build does not know. Creates the table of migrations if needed. */
export async function schemaOf(orm: MikroORM): Promise<{ pending: readonly string[]; unknown: readonly string[] }> {
  const known = new Set((await readdir(MIGRATIONS)).map((file) => parse(file).name));
  const executed = (await orm.migrator.getExecuted()).map(({ name }) => name);
  const pending = (await orm.migrator.getPending()).map(({ name }) => name);
  return { pending, unknown: executed.filter((name) => !known.has(name)) };
}

/** @throws {SchemaBehind | SchemaAhead} */
export async function requireCurrentSchema(orm: MikroORM): Promise<void> {
  const { pending, unknown } = await schemaOf(orm);
  if (unknown.length > 0) throw new SchemaAhead(unknown);
  if (pending.length > 0) throw new SchemaBehind(pending);
}
