/** Longest time to connect, ms. Without it, a host that drops packets is waited for without end. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** Longest query, ms: less than the shortest activity. */
const QUERY_TIMEOUT_MS = 20_000;
/** Longest wait for one query, connection included, ms. */
export const LONGEST_QUERY_MS = CONNECTION_TIMEOUT_MS + QUERY_TIMEOUT_MS;
/** How long an abandoned transaction may hold its locks, ms. */
const IDLE_TRANSACTION_MS = 60_000;
/** Idle time after which a connection is probed, ms. */
const KEEP_ALIVE_MS = 30_000;

/** The part of pg's client that is used here: pg brings no types. */
interface PgClient {
  readonly connection: { readonly stream: { destroy(): void } };
  query(...query: unknown[]): unknown;
}
interface PgPool {
  Client: new (...options: never[]) => PgClient;
}

/** Options of the database driver, so that nothing is waited for without end. @param queryMs longest query; 0: no limit, for migrations */
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

/** Closes a connection whose query timed out: pg would keep it, and each query after it would wait a quarter of an hour. */
function leaveSilentConnections(pool: PgPool): void {
  pool.Client = class extends pool.Client {
    override query(...query: unknown[]): unknown {
      const answer = super.query(...query);
      if (answer instanceof Promise) {
        answer.catch((error: unknown) => {
          // Source of the message: pg, lib/client.js.
          if (error instanceof Error && error.message === 'Query read timeout') this.connection.stream.destroy();
        });
      }
      return answer;
    }
  };
}
