import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  DefaultLogger,
  NativeConnection,
  type LogEntry,
  type Logger as TemporalLogger,
  type RuntimeOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import { defined } from '../domain/defined.ts';
import { SUBMIT_TIMEOUT_MS } from '../activities/adapters/fal/trainer.ts';
import { TemporalUnreachable } from './temporal-connection.ts';

/**
 * How long a stopping worker lets running activities finish, ms: longer than a submission with its reads and writes. An
 * interrupted submission may have been paid without anybody knowing.
 */
export const SHUTDOWN_GRACE_MS = SUBMIT_TIMEOUT_MS + 30_000;

/** Longest time until an activity hears that it is cancelled, ms. A user who deletes an avatar waits for it. */
export const LONGEST_HEARTBEAT_PAUSE_MS = 5_000;

const AVATAR_RUN = /^avatar-([0-9a-f-]{36})/;

/** The SDK's warning for a worker that runs only activities. One of ours does so on purpose. */
const EXPECTED = 'No workflows registered, not polling for workflow tasks';

/** The SDK core's message for a run that cannot go on, by an error of ours or a history that does not replay. */
export const BLOCKED = 'Failing workflow task';

/** Where our level differs from Temporal's. */
function levelOf(message: string): 'debug' | 'error' | undefined {
  if (message === EXPECTED) return 'debug';
  return message.includes(BLOCKED) ? 'error' : undefined;
}

/** Writes Temporal's own logs, and those of workflows and activities, to the same stream, with avatarId and workflowId. */
function temporalLogger(logger: Logger): TemporalLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  return new DefaultLogger('DEBUG', ({ level, message, meta }: LogEntry) => {
    const { error, workflowId, ...rest } = (meta ?? {}) as Record<string, unknown>;
    const avatarId = typeof workflowId === 'string' ? AVATAR_RUN.exec(workflowId)?.[1] : undefined;
    logger[levelOf(message) ?? levels[level]](
      {
        ...defined({ avatarId, workflowId, err: error }),
        ...rest,
      },
      message,
    );
  });
}

/** Sends the SDK core's messages to the logger, too, so that no plain text stands between JSON lines. */
export function runtimeOptions(logger: Logger): RuntimeOptions {
  const telemetryOptions = { logging: { forward: { level: 'WARN' } } } as const;
  return { logger: temporalLogger(logger), telemetryOptions, shutdownSignals: [] };
}

/** A worker's connection, by the same environment variables as the client's. */
export async function connectWorker(): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    return { connection: await NativeConnection.connect(connectionOptions), namespace };
  } catch (error) {
    throw new TemporalUnreachable(address, error);
  }
}
