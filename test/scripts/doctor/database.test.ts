import { MikroORM } from '@mikro-orm/postgresql';
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { database } from '../../../scripts/doctor/checks/database.ts';
import { schema } from '../../../scripts/doctor/checks/schema.ts';
import { connectRecords } from '../../../src/entities/orm.ts';
import { freshDatabase, servers } from '../../support/servers.ts';
import { levels, look, nowhere } from './lab.ts';

describe('the checks of the database', () => {
  let url: string;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const fresh = await freshDatabase();
    url = fresh.url;
    drop = () => fresh.drop();
  });
  afterEach(() => drop());

  const server = (DATABASE_URL: string) =>
    look((reach, { worker }) => database(reach, worker.databaseUrl), { ...nowhere, DATABASE_URL });
  const migrations = (DATABASE_URL: string) => look(schema, { ...nowhere, DATABASE_URL });
  async function sql<Row>(address: string, query: string): Promise<Row[]> {
    const orm = await MikroORM.init({ clientUrl: address, entities: [], discovery: { warnWhenNoEntities: false } });
    try {
      return await orm.em.getConnection().execute<Row[]>(query);
    } finally {
      await orm.close(true);
    }
  }

  it('report which server answers, and where', async () => {
    const { host, pathname } = new URL(url);
    const [line, ...more] = await server(url);
    expect(line).to.match(new RegExp(`^ok: PostgreSQL \\d+[.]\\d+.* at ${host}${pathname}$`));
    expect(more).to.deep.equal([]);
  });

  for (const [what, change, says] of [
    ['no server', (at: URL) => (at.port = '1'), /ECONNREFUSED.*: start PostgreSQL .*DATABASE_URL$/],
    ['no such database', (at: URL) => (at.pathname = '/nobody_made_this'), /does not exist.*: .*DATABASE_URL$/],
    [
      'another password',
      (at: URL) => (at.password = 'not-the-right-one'),
      /password authentication failed.*DATABASE_URL$/,
    ],
  ] as const) {
    it(`report ${what}, without the password, and skip the schema`, async () => {
      const address = new URL(url);
      change(address);
      const lines = await server(address.href);
      expect(lines).to.have.length(1);
      expect(lines[0])
        .to.match(/^error: cannot use the database at /)
        .and.match(says);
      expect(lines[0]).to.not.include(address.password);
      expect(await migrations(address.href)).to.deep.equal(['not_checked: not checked: no database']);
    });
  }

  it('report a read-only database', async () => {
    await sql(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    expect((await server(url))[0]).to.match(/^error: it takes no writes: .*primary/);
  });

  it('report a database that cannot store every name', async () => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const { DATABASE_URL: admin = '' } = (await servers()).env;
    await sql(admin, `create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`);
    try {
      const other = new URL(url);
      other.pathname = `/${name}`;
      expect((await server(other.href))[0]).to.match(/^error: its encoding is SQL_ASCII: .*UTF8/);
    } finally {
      await sql(admin, `drop database ${name} with (force)`);
    }
  });

  it('report a schema without any migration, and create no table', async () => {
    expect(await migrations(url)).to.deep.equal(['error: no migration has been applied: npm run migrate']);
    const tables = await sql(url, `select * from pg_tables where schemaname = 'public'`);
    expect(tables).to.deep.equal([]);
  });

  it('report a schema as current, outdated or newer', async () => {
    const orm = await connectRecords(url);
    try {
      await orm.migrator.up();
      expect((await migrations(url))[0]).to.match(/^ok: current$/);
      const [undone] = await orm.migrator.down();
      expect(await migrations(url)).to.deep.equal([`error: behind by ${undone?.name}: npm run migrate`]);
      await sql(url, `insert into mikro_orm_migrations (name) values ('Migration29990101000000_later')`);
      const lines = await migrations(url);
      expect(levels(lines)).to.deep.equal(['error', 'error']);
      expect(lines[1]).to.match(/^error: ahead of this version by Migration29990101000000_later: .*--down$/);
    } finally {
      await orm.close(true);
    }
  });
});
