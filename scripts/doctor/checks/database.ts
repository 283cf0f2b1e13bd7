import { DatabaseUnreachable } from '../../../src/entities/orm.ts';
import { NotChecked, ok, wrong, type Check, type Finding } from '../check.ts';
import { Unanswered, type Reach } from '../reach.ts';

/** The oldest version with all that the migrations use (gen_random_uuid). Source: PostgreSQL 13, release notes. */
const OLDEST = 13;

/** Whether the database can be reached and written to, and stores any name. */
export const database = (reach: Reach, databaseUrl: string): Check => ({
  name: 'database',
  async run() {
    const { host, pathname } = new URL(databaseUrl);
    try {
      const orm = await reach.database();
      const [row] = await orm.em.execute<Facts[]>(
        `select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
          current_setting('transaction_read_only') as read_only`,
      );
      if (!row) throw new Unanswered('it does not tell what it is');
      const findings = complaints(row);
      return findings.length > 0 ? findings : [ok(`PostgreSQL ${row.version} at ${host}${pathname}`)];
    } catch (error) {
      if (error instanceof NotChecked) throw error;
      if (error instanceof Unanswered) {
        return [wrong(`${host}${pathname}: ${error.message}`, 'check the network, or correct DATABASE_URL')];
      }
      if (!(error instanceof DatabaseUnreachable)) throw error;
      const [what = '', ...fix] = error.message.split('): ');
      return [wrong(fix.length > 0 ? `${what})` : what, fix.join('): ') || 'correct DATABASE_URL')];
    }
  },
});

interface Facts {
  readonly version: string;
  readonly encoding: string;
  readonly read_only: string;
}

function complaints({ version, encoding, read_only: readOnly }: Facts): Finding[] {
  const findings: Finding[] = [];
  if (Number.parseInt(version, 10) < OLDEST) {
    findings.push(wrong(`PostgreSQL ${version} is too old`, `upgrade it to ${OLDEST} or later`));
  }
  if (encoding !== 'UTF8') {
    const fix = 'create the database anew, with encoding UTF8, and move the data over';
    findings.push(wrong(`its encoding is ${encoding}: names in other scripts cannot be kept`, fix));
  }
  if (readOnly === 'on') {
    findings.push(wrong('it takes no writes', 'name the primary in DATABASE_URL, not a replica that only reads'));
  }
  return findings;
}
