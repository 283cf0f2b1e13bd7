import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { defined } from '../domain/defined.ts';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Longest call, retries included, ms: more than the server's longest long poll. */
const LONGEST_CALL_MS = 90_000;

export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  constructor(address: string, cause: unknown) {
    super(`Temporal does not answer at ${address}: start it, or set TEMPORAL_ADDRESS`, { cause });
  }
}

/**
 * Connects by TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the rest of Temporal's environment configuration.
 * @param longestCallMs deadline of a call that has none of its own
 * @throws {TemporalUnreachable}
 */
export async function connectClient(longestCallMs = LONGEST_CALL_MS): Promise<Client> {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  const interceptors = [withDeadline(longestCallMs), makeGrpcRetryInterceptor(defaultGrpcRetryOptions())];
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '10s', interceptors });
    return new Client({ connection, ...defined({ namespace }) });
  } catch (error) {
    throw new TemporalUnreachable(address, error);
  }
}

/** Without a deadline, a silently lost server is waited for without end. */
const withDeadline =
  (longestMs: number): Interceptor =>
  (options, nextCall) =>
    nextCall({ ...options, deadline: options.deadline ?? Date.now() + longestMs }) as ReturnType<Interceptor>;
