import type { ActivityOptions } from '@temporalio/workflow';

/*
 * How activities are retried. A declaration spreads a policy and adds what differs. Each retry waits twice as long as
 * the one before, up to its longest interval.
 */

/** Heartbeat timeout that notices a killed worker, however long the work takes: activities send a heartbeat every few seconds. */
export const WORKER_ALIVE = '25s';

/** Rows and Temporal's own calls: short, retried without end. */
export const rows = {
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
} as const satisfies ActivityOptions;

/** Files in storage: slower than rows, retried as long. */
export const files = {
  startToCloseTimeout: '2m',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const satisfies ActivityOptions;

/**
 * Longest attempt to send a message, ms: longer than all its calls together (LONGEST_MS of
 * adapters/telegram/messenger.ts, and a query). An attempt that is given up too early is repeated, and its message
 * comes twice.
 */
export const WRITING_MS = 120_000;

/** A message to a user: retried for a day. */
export const message = {
  startToCloseTimeout: WRITING_MS,
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
} as const satisfies ActivityOptions;

/** A call to FAL that costs nothing, so it may be repeated. The caller says how long. */
export const trainer = {
  startToCloseTimeout: '1m',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
} as const satisfies ActivityOptions;

/** A call to FAL that costs money: a single attempt, whatever happens. */
export const paid = {
  startToCloseTimeout: '10m',
  heartbeatTimeout: WORKER_ALIVE,
  retry: { maximumAttempts: 1 },
} as const satisfies ActivityOptions;

/** Looks at everything that exists, in no hurry: what fails today is done tomorrow. */
export const background = {
  startToCloseTimeout: '1h',
  scheduleToCloseTimeout: '20h',
  heartbeatTimeout: '2m',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '30m' },
} as const satisfies ActivityOptions;
