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

/** Longest call, retries included, ms: more than Temporal lets a long poll wait. */
const LONGEST_CALL_MS = 90_000;

/** Thrown when no Temporal server answers. */
export class TemporalUnreachable extends Error {
  override readonly name = 'TemporalUnreachable';
  constructor(address: string, cause: unknown) {
    super(`Temporal does not answer at ${address}: start it, or set TEMPORAL_ADDRESS`, { cause });
  }
}

/**
 * The client, by TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the rest of Temporal's environment configuration.
 * @param longestCallMs bound of a call that has no deadline of its own, ms
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

/** A server that is silently lost would be waited for without end. */
const withDeadline =
  (longestMs: number): Interceptor =>
  (options, nextCall) =>
    nextCall({ ...options, deadline: options.deadline ?? Date.now() + longestMs }) as ReturnType<Interceptor>;
