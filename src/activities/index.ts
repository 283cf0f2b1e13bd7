import { createChatActivities } from './chat.ts';
import { createDeletionActivities } from './deletion.ts';
import type { ActivityDeps } from './deps.ts';
import { createLanguageActivities } from './language.ts';
import { createLimitActivities } from './limits.ts';
import { createLostRunActivities } from './lost-runs.ts';
import { createPhotoActivities } from './photos.ts';
import { createPhotoReviewActivities } from './photo-review.ts';
import { createPreviewActivities } from './previews.ts';
import { createPresenceActivities } from './presence.ts';
import { createRecordActivities } from './records.ts';
import { createResemblanceActivities } from './resemblance.ts';
import { createResultActivities } from './results.ts';
import { createRunActivities } from './runs.ts';
import { createSweepActivities } from './sweep.ts';
import { createSubmissionActivities } from './submission.ts';
import { createTrainingActivities } from './training.ts';
import { createWeakPhotoActivities } from './weak-photos.ts';

/** All activities, over the given ports. Workflows know the type alone. */
export function createActivities(deps: ActivityDeps) {
  return {
    ...createRecordActivities(deps),
    ...createPhotoActivities(deps),
    ...createPhotoReviewActivities(deps),
    ...createSubmissionActivities(deps),
    ...createResemblanceActivities(deps),
    ...createTrainingActivities(deps),
    ...createResultActivities(deps),
    ...createPreviewActivities(deps),
    ...createChatActivities(deps),
    ...createRunActivities(deps),
    ...createSweepActivities(deps),
    ...createLostRunActivities(deps),
    ...createWeakPhotoActivities(deps),
    ...createLimitActivities(deps),
    ...createPresenceActivities(deps),
    ...createLanguageActivities(deps),
    ...createDeletionActivities(deps),
  };
}
export type { PreviewStep } from './previews.ts';
export type { Adoption } from './submission.ts';
export type { SweepCounts } from './sweep.ts';
export type { LostRows } from './ports/records.ts';
export type { TrainingClaim } from './limits.ts';
export type Activities = ReturnType<typeof createActivities>;
