import type { ActivityOptions } from '@temporalio/workflow';

/*
 * How activities are tried. Whoever declares one spreads a policy, and says what is different.
 * Every retry waits twice as long as the one before it, up to its longest interval.
 */

/** A worker that was killed is noticed by it, however long the work may take: its activity sends a heartbeat every few seconds. */
export const WORKER_ALIVE = '25s';

/** Rows and Temporal's own: short, and tried until it is done, however long the database is away. */
export const rows = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
} as const satisfies ActivityOptions;

/** Files in storage: they take longer than rows, and are tried as long. */
export const files = {
  startToCloseTimeout: '2m',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const satisfies ActivityOptions;

/**
 * Longest attempt to write to a person, ms: longer than all its calls together (LONGEST_MS of adapters/telegram/messenger.ts, and a look into
 * the records), for one that is given up too soon is made again, and its message comes twice.
 */
export const WRITING_MS = 120_000;

/** A message to a person: what must be noticed is tried for a day. */
export const message = {
  startToCloseTimeout: WRITING_MS,
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
} as const satisfies ActivityOptions;

/** A call to FAL that costs nothing: it may be repeated. How long, and for what, whoever calls says. */
export const trainer = {
  startToCloseTimeout: '1m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const satisfies ActivityOptions;

/** A call to FAL that costs money: a single attempt, whatever happens to it. */
export const paid = {
  startToCloseTimeout: '10m',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { maximumAttempts: 1 },
} as const satisfies ActivityOptions;

/** A look at everything there is, in no hurry: what cannot be done today is done tomorrow. */
export const background = {
  startToCloseTimeout: '1h',
  scheduleToCloseTimeout: '20h',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '30m' },
} as const satisfies ActivityOptions;
