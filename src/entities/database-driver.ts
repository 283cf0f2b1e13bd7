/** How long a connection may take to come about, ms. Without a limit a host that swallows packets is waited for for ever. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** How long one query may take, ms: less than the shortest activity. */
const QUERY_TIMEOUT_MS = 20_000;
/** Longest wait for one question to the database, ms. */
export const LONGEST_QUERY_MS = CONNECTION_TIMEOUT_MS + QUERY_TIMEOUT_MS;
/** How long a transaction of whoever is gone may hold its locks, ms. */
const IDLE_TRANSACTION_MS = 60_000;
/** Quiet time after which a connection is probed, ms. */
const KEEP_ALIVE_MS = 30_000;

/** What of pg's client is used here; it brings no types. */
interface PgClient {
  readonly connection: { readonly stream: { destroy(): void } };
  query(...query: unknown[]): unknown;
}
interface PgPool {
  Client: new (...options: never[]) => PgClient;
}

/**
 * Options of the database's driver: nothing is waited for for ever.
 * @param queryMs longest query; 0: as long as it takes, for migrations
 */
export function driverOptions(queryMs = QUERY_TIMEOUT_MS): Record<string, unknown> {
  return {
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(queryMs > 0 && {
      query_timeout: queryMs,
      statement_timeout: queryMs,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
      onPoolCreated: leaveSilentConnections,
    }),
  };
}

/**
 * A connection on which a query was not answered in time is closed: pg keeps it, and every query after it would wait as long
 * until the kernel gives up, a quarter of an hour later.
 */
function leaveSilentConnections(pool: PgPool): void {
  pool.Client = class extends pool.Client {
    override query(...query: unknown[]): unknown {
      const answer = super.query(...query);
      if (answer instanceof Promise) {
        answer.catch((error: unknown) => {
          // Source: pg, lib/client.js.
          if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy();
        });
      }
      return answer;
    }
  };
}
