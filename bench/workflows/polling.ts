import { defaultPolicy } from '../../src/domain/avatar/policy.ts';

/** What it costs to poll one training for a day. */
export interface PollingADay {
  readonly pollIntervalMs: number;
  readonly polls: number;
  /** An attempt and its heartbeats. */
  readonly actionsPerPoll: number;
  readonly actions: number;
}

const DAY_MS = 24 * 60 * 60_000;
/** An attempt, its first heartbeat, and the last one, which the SDK keeps back and sends before the attempt fails. */
const ACTIONS_PER_POLL = 3;

export function pollingADay({ pollIntervalMs } = defaultPolicy.timing): PollingADay {
  const polls = Math.floor(DAY_MS / pollIntervalMs);
  return { pollIntervalMs, polls, actionsPerPoll: ACTIONS_PER_POLL, actions: polls * ACTIONS_PER_POLL };
}
