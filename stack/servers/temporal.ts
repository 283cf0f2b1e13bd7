import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributeKeys } from '../../src/workflows/search-attributes.ts';
import { obtainTemporal } from '../obtain/temporal.ts';
import { freePorts } from '../ports.ts';
import { ready } from '../ready.ts';
import type { Start } from './types.ts';

/** As the CLI spells the types of search attributes. */
const cliTypes: Record<string, string> = { KEYWORD: 'Keyword', INT: 'Int', TEXT: 'Text' };

/** The CLI's dev server: the whole Temporal, with its Web UI and a database file. */
export const startTemporal: Start = async ({ env, log, processes, dir }) => {
  const command = await obtainTemporal(env, log);
  const [port = 0, uiPort = 0] = await freePorts(2);
  const server = processes.start('Temporal', command, [
    'server',
    'start-dev',
    ...['--db-filename', join(dir, 'temporal.db')],
    ...['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--log-level', 'error'],
    // Timers and retries below a second are as exact as they are asked for, so that tests need not wait.
    ...['--dynamic-config-value', 'history.timerProcessorMaxTimeShift="10ms"'],
    ...searchAttributeKeys.flatMap(({ name, type }) => ['--search-attribute', `${name}=${cliTypes[type] ?? type}`]),
  ]);
  const address = `127.0.0.1:${port}`;
  await ready(server, async () => {
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    try {
      await connection.workflowService.describeNamespace({ namespace: 'default' });
    } finally {
      await connection.close();
    }
  });
  return {
    env: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default' },
    addresses: [
      { name: 'Temporal', address },
      { name: 'Temporal Web UI', address: `http://127.0.0.1:${uiPort}` },
    ],
  };
};
