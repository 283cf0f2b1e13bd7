import { Client as Temporal, Connection } from '@temporalio/client';
import { MikroORM } from '@mikro-orm/postgresql';
import { expect } from 'chai';
import { Client as Minio } from 'minio';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startStack, type Stack } from '../../stack/index.ts';
import { reachableDir } from '../../stack/servers/within-reach.ts';
import { temporaryFolder } from './support.ts';

const workflowId = 'kept';

async function sql(stack: Stack, query: string): Promise<unknown> {
  const clientUrl = stack.env.DATABASE_URL ?? '';
  const orm = await MikroORM.init({ clientUrl, entities: [], discovery: { warnWhenNoEntities: false } });
  try {
    return await orm.em.getConnection().execute(query);
  } finally {
    await orm.close(true);
  }
}

function minio({ env }: Stack): Minio {
  const { hostname, port } = new URL(env.MINIO_ENDPOINT ?? '');
  const [accessKey = '', secretKey = ''] = [env.MINIO_ACCESS_KEY, env.MINIO_SECRET_KEY];
  return new Minio({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
}

async function withTemporal<T>(stack: Stack, use: (client: Temporal) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: stack.env.TEMPORAL_ADDRESS ?? '' });
  try {
    return await use(new Temporal({ connection }));
  } finally {
    await connection.close();
  }
}

describe('a stack with --data', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stack: Stack;
  let firstSettings: Stack['settings'];
  const start = () =>
    startStack({
      dataDir: folder.path,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME },
      log: () => undefined,
      parts: ['temporal', 'postgres', 'storage'],
    });

  before(async function () {
    this.timeout(120_000);
    folder = await temporaryFolder();
    stack = await start();
    firstSettings = stack.settings;
    await sql(stack, 'create table kept as select 42 as answer');
    await minio(stack).putObject('aisha', 'kept.txt', 'an object');
    await withTemporal(stack, (client) => client.workflow.start('any', { taskQueue: 'nobody', workflowId }));
  });

  after(async () => {
    await stack.stop();
    // Root's are elsewhere, because nobody else may enter the folder.
    if (process.getuid?.() === 0)
      await rm(await reachableDir(join(folder.path, 'postgres'), true), { recursive: true });
    await folder.remove();
  });

  it('refuses data that another stack uses, and leaves them to it', async () => {
    const error = await start().catch((reason: unknown) => reason);
    expect(error).to.have.property('name', 'DataInUse');
    expect(error).to.have.property('message').that.includes(String(process.pid));
    expect(await sql(stack, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
  });

  it('has its rows, objects and workflows at the same addresses after a restart', async () => {
    await stack.stop();
    stack = await start();
    expect(stack.settings).to.deep.equal(firstSettings);
    expect(await sql(stack, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    expect(await text(await minio(stack).getObject('aisha', 'kept.txt'))).to.equal('an object');
    const run = await withTemporal(stack, (client) => client.workflow.getHandle(workflowId).describe());
    expect(run.status.name).to.equal('RUNNING');
  });
});
