import { lostRuns } from '../shared/activity-options.ts';
import type { TakeUpInput } from './contract.ts';

/** Takes up an avatar whose run is lost; short, and one at a time for each avatar by its workflow id. @returns false: it is not lost */
export function takeUpWorkflow({ avatarId }: TakeUpInput): Promise<boolean> {
  return lostRuns.takeUpAvatar.executeWithOptions({ summary: 'is its run lost?' }, [{ avatarId }]);
}
