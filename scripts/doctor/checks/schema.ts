import { readdir } from 'node:fs/promises';
import { requireCurrentSchema, SchemaBehind } from '../../../src/entities/orm.ts';
import { ok, warning, wrong, type Check, type Finding } from '../check.ts';
import { found, type Reach } from '../reach.ts';
import { counted } from '../words.ts';

const folder = new URL('../../../migrations', import.meta.url);

/** Whether the database's schema is that of this version: no migration is missing, and none is there that it does not know. */
export const schema = (reach: Reach): Check => ({
  name: 'schema',
  async run() {
    const orm = await found(reach.database(), 'no database');
    const known = (await readdir(folder))
      .filter((name) => /^Migration.*[.]ts$/.test(name))
      .map((name) => name.slice(0, -3));
    // Whoever asks MikroORM for migrations makes it create its table: not by us.
    const [table] = await orm.em.execute<{ there: boolean }[]>(
      `select to_regclass('mikro_orm_migrations') is not null as there`,
    );
    if (!table?.there) return [wrong('no migration has been applied', 'npm run migrate')];
    const findings: Finding[] = [];
    try {
      await requireCurrentSchema(orm);
    } catch (error) {
      if (!(error instanceof SchemaBehind)) throw error;
      findings.push(wrong(`behind by ${error.pending.join(', ')}`, 'npm run migrate'));
    }
    const executed = await orm.migrator.getExecuted();
    const unknown = executed.map(({ name }) => name).filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      const mend = 'run the version that made them, or have that one take them back: npm run migrate -- --down';
      findings.push(warning(`ahead of this version by ${unknown.join(', ')}`, mend));
    }
    return findings.length > 0 ? findings : [ok(`current, ${counted(known.length, 'migration')}`)];
  },
});
