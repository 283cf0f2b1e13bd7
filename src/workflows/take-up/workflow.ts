import { lostRuns } from '../shared/activity-options.ts';
import type { TakeUpInput } from './contract.ts';

/** Restarts an avatar whose run is lost. Short; its workflow id allows one at a time for each avatar. @returns false: it is not lost */
export function takeUpWorkflow({ avatarId }: TakeUpInput): Promise<boolean> {
  return lostRuns.takeUpAvatar.executeWithOptions({ summary: 'is its run lost?' }, [{ avatarId }]);
}
