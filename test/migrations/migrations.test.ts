import { expect } from 'chai';
import { Migration } from '@mikro-orm/migrations';
import type { MikroORM } from '@mikro-orm/postgresql';
import { readdir } from 'node:fs/promises';
import { connectRecords } from '../../src/entities/orm.ts';
import { freshDatabase } from '../support/servers.ts';
import { readCatalog } from './catalog.ts';
import { expectedCatalog } from './expected-catalog.ts';

const folder = `${import.meta.dirname}/../../migrations`;
const nothing = { tables: {}, enums: {}, indexes: {}, constraints: {} };

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

function isMigration(exported: unknown): exported is MigrationClass {
  return typeof exported === 'function' && exported.prototype instanceof Migration;
}

describe('migrations', () => {
  let orm: MikroORM;
  let drop: () => Promise<void>;
  let files: string[];

  before(async () => {
    const database = await freshDatabase();
    drop = () => database.drop();
    orm = await connectRecords(database.url);
    files = (await readdir(folder)).filter((name) => name.endsWith('.ts')).toSorted();
  });

  after(async () => {
    await orm?.close(true);
    await drop?.();
  });

  it('are all found, in the order of their dates', async () => {
    const pending = await orm.migrator.getPending();
    expect(files).to.not.be.empty;
    expect(pending.map(({ name }) => `${name}.ts`)).to.deep.equal(files);
  });

  it('each do something up and down', async () => {
    for (const file of files) {
      const exported: object = await import(`${folder}/${file}`);
      const classes = Object.values(exported).filter(isMigration);
      expect(classes, file).to.have.length(1);
      for (const One of classes) {
        for (const direction of ['up', 'down'] as const) {
          const migration = new One(orm.em.getDriver(), orm.config);
          await migration[direction]();
          expect(migration.getQueries(), `${direction} of ${file}`).to.not.be.empty;
        }
      }
    }
  });

  it('up creates every table, column, enum, index and constraint', async () => {
    await orm.migrator.up();
    expect(await readCatalog(orm)).to.deep.equal(expectedCatalog);
  });

  it('up leaves no difference between entities and schema', async () => {
    expect(await orm.schema.getUpdateSchemaSQL()).to.equal('');
  });

  it('agree with the snapshot of the entities', async () => {
    expect(await orm.migrator.checkSchema()).to.equal(false);
  });

  it('down removes all of it', async () => {
    await orm.migrator.down({ to: 0 });
    expect(await readCatalog(orm)).to.deep.equal(nothing);
  });

  it('up works again after down', async () => {
    await orm.migrator.up();
    expect(await readCatalog(orm)).to.deep.equal(expectedCatalog);
  });
});
