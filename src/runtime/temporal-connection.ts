import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { defined } from '../domain/defined.ts';

/** Thrown when no Temporal server answers. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  constructor(address: string, cause: unknown) {
    super(`Temporal does not answer at ${address}: start it, or set TEMPORAL_ADDRESS`, { cause });
  }
}

/** The client, by TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the rest of Temporal's environment configuration. */
export async function connectClient(): Promise<Client> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10s' });
    return new Client({ connection, ...defined({ namespace }) });
  } catch (error) {
    throw new TemporalUnreachable(address, error);
  }
}
