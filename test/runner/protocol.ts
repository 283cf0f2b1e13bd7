/** What the runner and its shards say to each other. */

/** ms; a hook or a test that needs longer says so itself. */
export const TIMEOUT_MS = 60_000;

/** To a shard. */
export type Order = { readonly file: string; readonly grep?: string; readonly colours: boolean } | 'end';

/** From a shard: it wants its place on the servers, which is the answer. */
export type Request = 'servers';

/** From a shard, when a file is done. */
export interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** ms, from the order on: loading the file is part of it. */
  readonly durationMs: number;
  /** ms of the shard's own processor time. */
  readonly cpuMs: number;
  /** Mocha's. */
  readonly report: string;
  /** What was printed beside it. */
  readonly log: string;
}
