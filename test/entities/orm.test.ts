import { expect } from 'chai';
import {
  connectRecords,
  DatabaseUnreachable,
  requireCurrentSchema,
  SchemaAhead,
  SchemaBehind,
} from '../../src/entities/orm.ts';
import { freshDatabase } from '../support/servers.ts';
import { startSilentProxy } from '../support/silent-proxy.ts';
import { until } from '../support/until.ts';
import { failureOf } from './support.ts';

describe('records', () => {
  let url: string;
  let drop: () => Promise<void>;

  before(async () => {
    const database = await freshDatabase();
    url = database.url;
    drop = () => database.drop();
  });
  after(() => drop?.());

  it('refuse an outdated schema, and name the pending migrations and the command', async () => {
    const orm = await connectRecords(url);
    try {
      const error = await failureOf(requireCurrentSchema(orm));
      expect(error).to.be.instanceOf(SchemaBehind);
      expect(error.message).to.include('Migration20261121000000_').and.include('npm run migrate');
      await orm.migrator.up();
      await requireCurrentSchema(orm);
    } finally {
      await orm.close(true);
    }
  });

  it('refuse a schema that is newer than the build, and name the unknown migrations', async () => {
    const orm = await connectRecords(url);
    try {
      await orm.migrator.up();
      await orm.em.execute(`insert into mikro_orm_migrations (name) values ('Migration29990101000000_later')`);
      const error = await failureOf(requireCurrentSchema(orm));
      expect(error).to.be.instanceOf(SchemaAhead);
      expect(error.message).to.include('Migration29990101000000_later');
      await orm.em.execute(`delete from mikro_orm_migrations where name like '%later'`);
      await requireCurrentSchema(orm);
    } finally {
      await orm.close(true);
    }
  });

  it('do not wait for a silently lost database, and go on when it is back', async () => {
    const proxy = await startSilentProxy(new URL(url));
    const orm = await connectRecords(proxy.url, { pool: 1, queryMs: 1_000 });
    try {
      proxy.swallow();
      expect((await failureOf(orm.em.execute('select 1'))).message).to.include('timeout');
      // The lost connection stays silent; a new one is made.
      proxy.passNew();
      await until(
        'an answer',
        () => orm.em.execute('select 1 as one').catch(() => []),
        (rows) => rows.length === 1,
      );
    } finally {
      await orm.close(true);
      proxy.close();
    }
  });

  it('say where no database answers, without the password', async () => {
    const error = await failureOf(connectRecords('postgresql://aisha:secret@127.0.0.1:1/aisha'));
    expect(error).to.be.instanceOf(DatabaseUnreachable);
    expect(error.message).to.include('127.0.0.1:1/aisha').and.not.include('secret');
  });

  it('do not create a missing database', async () => {
    const missing = new URL(url);
    missing.pathname = '/nobody_made_this';
    const error = await failureOf(connectRecords(missing.href));
    expect(error).to.be.instanceOf(DatabaseUnreachable);
    expect(error.message).to.include('does not exist');
  });
});
