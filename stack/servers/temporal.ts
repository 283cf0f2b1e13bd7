import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributeKeys } from '../../src/workflows/shared/search-attributes.ts';
import { obtainTemporal } from '../obtain/temporal.ts';
import { ready } from '../ready.ts';
import { without, type Start } from './types.ts';

/** As the CLI spells the types of search attributes. */
const cliTypes: Record<string, string> = { KEYWORD: 'Keyword', INT: 'Int', TEXT: 'Text' };

/**
 * The CLI's dev server: a complete Temporal, with its Web UI and a database file. In memory its tables lock each other,
 * and activities were seen to wait for 20 s.
 * @param headless without its Web UI
 * @param namespaces beside `default`
 */
export function startTemporal({
  headless = false,
  namespaces = [],
}: {
  readonly headless?: boolean;
  readonly namespaces?: readonly string[];
}): Start {
  return async ({ dir, ports, kept, ...context }) => {
    const command = await obtainTemporal(context);
    const [port = 0, uiPort = 0] = await ports(2);
    const args = [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      `--db-filename=${join(dir, 'temporal.db')}`,
      headless ? '--headless' : `--ui-port=${uiPort}`,
      ...namespaces.map((namespace) => `--namespace=${namespace}`),
      '--log-level=error',
      // Temporary data must survive a killed process, but not a crash of the machine.
      ...(kept ? [] : ['--sqlite-pragma=journal_mode=WAL', '--sqlite-pragma=synchronous=OFF']),
      // Timers and retries below a second are exact, so that tests need not wait.
      '--dynamic-config-value=history.timerProcessorMaxTimeShift="10ms"',
      // One shard does the work of many: its queues are read whenever there is something, not 20 times a second.
      ...['transfer', 'timer', 'visibility'].map(
        (queue) => `--dynamic-config-value=history.${queue}ProcessorMaxPollRPS=1000`,
      ),
      // A run is deleted once its last tasks are acknowledged: by default every 30 s.
      '--dynamic-config-value=history.transferProcessorUpdateAckInterval="1s"',
      '--dynamic-config-value=history.visibilityProcessorUpdateAckInterval="1s"',
      '--dynamic-config-value=history.timerProcessorUpdateAckInterval="1s"',
      ...searchAttributeKeys.map(({ name, type }) => `--search-attribute=${name}=${cliTypes[type] ?? type}`),
    ];
    const server = context.processes.start('Temporal', command, args, {
      // Trades memory for processor time: a quarter of the garbage collections.
      env: { ...without('TEMPORAL_', context.env), ...(!kept && { GOGC: '400' }) },
    });
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
        ...(headless ? [] : [{ name: 'Temporal Web UI', address: `http://127.0.0.1:${uiPort}` }]),
      ],
    };
  };
}
