import { currentUpdateInfo } from '@temporalio/workflow';
import type { Decider } from '../../domain/avatar/decision.ts';
import { isPersonsUpdate } from './contract.ts';

/** Who has sent the update that is being handled: the bot for the person, or an operator. */
export function decider(): Decider {
  return isPersonsUpdate(currentUpdateInfo()?.id) ? 'person' : 'team';
}
