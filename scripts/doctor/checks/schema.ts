import { schemaOf } from '../../../src/entities/orm.ts';
import { ok, wrong, type Check, type Finding } from '../check.ts';
import { found, type Reach } from '../reach.ts';

/** Whether the database's schema is this version's: no missing and no unknown migration. */
export const schema = (reach: Reach): Check => ({
  name: 'schema',
  async run() {
    const orm = await found(reach.database(), 'no database');
    // Asking MikroORM for migrations would create its table, which a check must not do.
    const [table] = await orm.em.execute<{ there: boolean }[]>(
      `select to_regclass('mikro_orm_migrations') is not null as there`,
    );
    if (!table?.there) return [wrong('no migration has been applied', 'npm run migrate')];
    const findings: Finding[] = [];
    const { pending, unknown } = await schemaOf(orm);
    if (pending.length > 0) findings.push(wrong(`behind by ${pending.join(', ')}`, 'npm run migrate'));
    if (unknown.length > 0) {
      const fix = 'run the version that made them, or have that one take them back: npm run migrate -- --down';
      findings.push(wrong(`ahead of this version by ${unknown.join(', ')}`, fix));
    }
    return findings.length > 0 ? findings : [ok('current')];
  },
});
