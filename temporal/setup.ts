/** `npm run temporal:setup`: the namespace, the search attributes that avatars need and the schedules, on the server that the environment names. */
import { Client, Connection } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { msToTs } from '@temporalio/common/lib/time.js';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AVATAR_TASK_QUEUE } from '../src/workflows/shared/task-queues.ts';
import { searchAttributeKeys } from '../src/workflows/shared/search-attributes.ts';
import { setUpSchedules } from './schedules.ts';

/** How long ended runs can be looked at and queried. */
const RETENTION_MS = 30 * 24 * 3_600_000;
const ALREADY_EXISTS = 6;

const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const connection = await Connection.connect(connectionOptions);
try {
  await registerNamespace();
  await registerSearchAttributes();
  await registerSchedules();
} finally {
  await connection.close();
}

async function registerNamespace(): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(RETENTION_MS),
    });
    console.log(`namespace ${namespace}: registered`);
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
    console.log(`namespace ${namespace}: there`);
  }
}

async function registerSearchAttributes(): Promise<void> {
  const { customAttributes } = await patiently(() => connection.operatorService.listSearchAttributes({ namespace }));
  const there = new Set(Object.keys(customAttributes));
  for (const { name, type } of searchAttributeKeys) {
    if (there.has(name)) {
      console.log(`search attribute ${name}: there`);
      continue;
    }
    const indexedValueType = encodeSearchAttributeIndexedValueType(type);
    if (indexedValueType === undefined) throw new Error(`search attribute ${name} is of no known type: ${type}`);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: indexedValueType } });
    console.log(`search attribute ${name}: registered as ${type}`);
  }
}

async function registerSchedules(): Promise<void> {
  const client = new Client({ connection, namespace });
  // An empty variable is one left out.
  const taskQueue = process.env['TEMPORAL_TASK_QUEUE']?.trim() || AVATAR_TASK_QUEUE;
  for (const { id, done } of await patiently(() => setUpSchedules(client, taskQueue)))
    console.log(`schedule ${id}: ${done}`);
}

/** A namespace that is being made takes a moment to be there for all services. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 30) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
