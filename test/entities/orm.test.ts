import { expect } from 'chai';
import { connectRecords, DatabaseUnreachable, requireCurrentSchema, SchemaBehind } from '../../src/entities/orm.ts';
import { freshDatabase } from '../support/servers.ts';
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

  it('refuse a schema that is behind, and name what is pending and the command', async () => {
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

  it('say where no database answers, without the password', async () => {
    const error = await failureOf(connectRecords('postgresql://aisha:secret@127.0.0.1:1/aisha'));
    expect(error).to.be.instanceOf(DatabaseUnreachable);
    expect(error.message).to.include('127.0.0.1:1/aisha').and.not.include('secret');
  });

  it('do not make a database that is missing', async () => {
    const missing = new URL(url);
    missing.pathname = '/nobody_made_this';
    const error = await failureOf(connectRecords(missing.href));
    expect(error).to.be.instanceOf(DatabaseUnreachable);
    expect(error.message).to.include('does not exist');
  });
});
