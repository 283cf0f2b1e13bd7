import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { connectRecords, requireCurrentSchema } from '../../src/entities/orm.ts';
import { freshDatabase } from '../support/servers.ts';

const script = `${import.meta.dirname}/../../scripts/migrate.ts`;

/** Runs the script as `npm run migrate` does. */
function migrate(databaseUrl: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

describe('npm run migrate', () => {
  let url: string;
  let drop: () => Promise<void>;

  before(async () => {
    const database = await freshDatabase();
    url = database.url;
    drop = () => database.drop();
  });
  after(() => drop?.());

  it('applies each migration once when several run at once', async () => {
    const runs = await Promise.all([migrate(url), migrate(url)]);
    expect(runs.map(({ code }) => code)).to.deep.equal([0, 0]);
    const lines = runs.map(({ stdout }) => stdout.trim()).toSorted();
    expect(lines[0]).to.match(/^applied: Migration20261121000000_/);
    expect(lines[1]).to.equal('schema is current');
    const orm = await connectRecords(url);
    try {
      await requireCurrentSchema(orm);
    } finally {
      await orm.close(true);
    }
  });

  it('reverts the last one with --down', async () => {
    const { code, stdout } = await migrate(url, '--down');
    expect(code).to.equal(0);
    const last = (await readdir(new URL('../../migrations', import.meta.url)))
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .at(-1);
    expect(stdout.trim()).to.equal(`taken back: ${last?.replace('.ts', '')}`);
  });

  it('says in one line what to do without an address', async () => {
    const { code, stderr } = await migrate('');
    expect(code).to.equal(1);
    expect(stderr).to.match(/^migrate: DATABASE_URL is missing: set it, as postgresql:.+\n$/);
  });

  it('says in one line which database is missing, without the password', async () => {
    const { code, stderr } = await migrate('postgresql://aisha:secret@127.0.0.1:1/aisha');
    expect(code).to.equal(1);
    expect(stderr).to.match(/^migrate: cannot use the database at 127\.0\.0\.1:1\/aisha .+correct DATABASE_URL\n$/);
    expect(stderr).to.not.include('secret');
  });
});
