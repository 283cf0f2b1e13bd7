/** Messages between the runner and its shards. */

/** ms; a hook or a test that needs longer says so itself. */
export const TIMEOUT_MS = 60_000;

/** To a shard. */
export type Order = { readonly file: string; readonly grep?: string; readonly colours: boolean } | 'end';

/** From a shard: a request for its part of the servers. */
export type Request = 'servers';

/** From a shard, for each finished file. */
export interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** ms, with loading the file. */
  readonly durationMs: number;
  /** The shard's own processor time, ms. */
  readonly cpuMs: number;
  /** Mocha's. */
  readonly report: string;
  /** Other output. */
  readonly log: string;
}
