import { defaultPolicy } from '../../src/domain/avatar/policy.ts';
import { ACTIONS_PER_POLL } from './actions.ts';

/** What it costs to poll one training for a day. */
export interface PollingADay {
  readonly pollIntervalMs: number;
  readonly polls: number;
  /** An attempt and its heartbeats. */
  readonly actionsPerPoll: number;
  readonly actions: number;
}

const DAY_MS = 24 * 60 * 60_000;

export function pollingADay({ pollIntervalMs } = defaultPolicy.timing): PollingADay {
  const polls = Math.floor(DAY_MS / pollIntervalMs);
  return { pollIntervalMs, polls, actionsPerPoll: ACTIONS_PER_POLL, actions: polls * ACTIONS_PER_POLL };
}
