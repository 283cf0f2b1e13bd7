import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { AvatarPhoto } from './avatar-photo.ts';
import { Deletion } from './deletion.ts';
import { Preview } from './preview.ts';
import { TrainerRequest } from './trainer-request.ts';
import { Training } from './training.ts';
import { Avatar, User } from './user-and-avatar.ts';

/** Thrown when the database cannot be used at all. The message says where it was looked for, never the password. */
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

/** Of a host with several addresses there is a code alone, no message. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

/** Thrown when migrations have not all been applied. */
export class SchemaBehind extends Error {
  override readonly name = 'SchemaBehind';
  readonly pending: readonly string[];
  constructor(pending: readonly string[]) {
    super(`The database's schema is behind by ${pending.join(', ')}: run \`npm run migrate\`, then start again`);
    this.pending = pending;
  }
}

/** How long a connection may take to come about, ms. Without a limit a host that swallows packets is waited for for ever. */
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Connects to the records. Close with `orm.close(true)`.
 * @param options.pool most connections at a time, 10 without
 * @throws {DatabaseUnreachable}
 */
export async function connectRecords(databaseUrl: string, options: { pool?: number } = {}): Promise<MikroORM> {
  const orm = await MikroORM.init({
    clientUrl: databaseUrl,
    entities: [User, Avatar, AvatarPhoto, Training, Preview, TrainerRequest, Deletion],
    extensions: [Migrator],
    // A database that is not there is a mistake in its address, not one to be made.
    ensureDatabase: false,
    pool: { min: 0, max: options.pool ?? 10 },
    driverOptions: { connectionTimeoutMillis: CONNECTION_TIMEOUT_MS },
    migrations: {
      path: `${import.meta.dirname}/../../migrations`,
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

/** @throws {SchemaBehind} */
export async function requireCurrentSchema(orm: MikroORM): Promise<void> {
  const pending = await orm.migrator.getPending();
  if (pending.length > 0) throw new SchemaBehind(pending.map(({ name }) => name));
}
