import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'minio';
import { bundleWorkflows } from '../../src/runtime/workflow-bundle.ts';
import { given } from '../../stack/given.ts';
import { startStack, type Stack } from '../../stack/index.ts';
import { obtainTemporal } from '../../stack/obtain/temporal.ts';
import { sayStep } from '../../stack/output.ts';
import { Processes } from '../../stack/processes.ts';
import { obtainStorage } from '../../stack/servers/storage.ts';
import { execute, type SharedServers } from '../support/servers.ts';

/** Takes minutes the first time on a machine: more than any test may take. @throws {StackError} */
export async function obtainServers(): Promise<void> {
  const processes = new Processes();
  const context = { env: process.env, log: sayStep, processes };
  try {
    if (given.temporal(process.env) === undefined) await obtainTemporal(context);
    if (given.storage(process.env) === undefined) await obtainStorage(context);
  } finally {
    await processes.stopAll();
  }
}

/** Temporal, PostgreSQL and S3 for all shards of a run: each has its own namespace, database and bucket. */
export interface Servers {
  /** By the names that were asked for. */
  readonly place: (name: string) => SharedServers;
  readonly stop: () => Promise<void>;
}

/** @param names of the places @throws {StackError} where the servers cannot be started */
export async function startServers(names: readonly string[], signal: AbortSignal): Promise<Servers> {
  const bundling = bundleWorkflows();
  const stack = await startStack({
    log: () => undefined,
    parts: ['temporal', 'postgres', 'storage'],
    temporal: { headless: true, namespaces: names },
    signal,
  });
  try {
    const folder = await mkdtemp(join(tmpdir(), 'aisha-tests-'));
    stack.processes.removeAtEnd(folder);
    const bundle = join(folder, 'workflow-bundle.js');
    await writeFile(bundle, (await bundling).code);
    const places = new Map(await Promise.all(names.map(async (name) => [name, await prepare(stack, name)] as const)));
    return { place: (name) => ({ env: places.get(name) ?? {}, bundle }), stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** @returns the variables that name it */
async function prepare({ env }: Stack, name: string): Promise<Record<string, string>> {
  const { TEMPORAL_ADDRESS = '', DATABASE_URL = '', MINIO_ENDPOINT = '' } = env;
  const { MINIO_ACCESS_KEY = '', MINIO_SECRET_KEY = '' } = env;
  const { hostname, port } = new URL(MINIO_ENDPOINT);
  const keys = { accessKey: MINIO_ACCESS_KEY, secretKey: MINIO_SECRET_KEY };
  await new Client({ endPoint: hostname, port: Number(port), useSSL: false, ...keys }).makeBucket(name);
  const database = name.replaceAll('-', '_');
  await execute(DATABASE_URL, `create database ${database}`);
  return {
    TEMPORAL_ADDRESS,
    TEMPORAL_NAMESPACE: name,
    DATABASE_URL: DATABASE_URL.replace(/\/[^/]*$/, `/${database}`),
    MINIO_ENDPOINT,
    MINIO_ACCESS_KEY,
    MINIO_SECRET_KEY,
    MINIO_BUCKET: name,
  };
}
